import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CodedError } from '../../errors.js';
import type { ObjectStat, ObjectStore } from '../objectTypes.js';
import { removeAged } from './agedFiles.js';
import { asDiskFull, hasCode, isMissing } from './fileErrors.js';
import { pathOfKey, pathOfPrefix } from './keys.js';
import { moveAll, moveSynced } from './moving.js';
import { writeFile } from './writeFile.js';

/** Where objects are written before they are whole. No key can name it: parts of keys do not begin with a dot. */
const INCOMING = '.incoming';

/**
 * Objects as files of a folder.
 *
 * @param folder   made if it is not there
 * @param isShared whether other processes may write there now; else whatever an earlier one left unfinished is removed
 */
export async function openFolderStore(folder: string, isShared = false): Promise<ObjectStore> {
  const root = resolve(folder);
  const incoming = join(root, INCOMING);
  if (!isShared) await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true, mode: 0o700 });

  return {
    direct: null,
    movesFiles: true,

    async ping() {
      await stat(incoming);
    },

    async put(key, source, how) {
      const path = pathOfKey(root, key);
      const draft = join(incoming, randomUUID());
      try {
        const { bytes, sha256 } = await writeFile(draft, source, how);
        await moveSynced({ from: draft, to: path });
        return { key, bytes, sha256 };
      } catch (error) {
        throw asDiskFull(error);
      } finally {
        await rm(draft, { force: true });
      }
    },

    async adopt(files, signal) {
      const moves = files.map(({ key, path }) => ({ from: path, to: pathOfKey(root, key) }));
      try {
        await moveAll(moves, incoming, signal);
      } catch (error) {
        throw asDiskFull(error);
      }
    },

    async get(key, range) {
      const file = await orNotFound(key, open(pathOfKey(root, key)));
      return file.createReadStream(range);
    },

    stat: (key) => statOrNull(key, pathOfKey(root, key)),

    location: async (key) => ({ path: await fileOf(root, key) }),

    localFile: (key) => fileOf(root, key),

    async *list(prefix) {
      const folder = pathOfPrefix(root, prefix);
      for (const name of await filesBelow(folder)) {
        const key = `${prefix}${name}`;
        // Removed since the folder was read: not there is not listed.
        const found = await statOrNull(key, pathOfKey(root, key));
        if (found) yield found;
      }
    },

    async remove(key) {
      const path = pathOfKey(root, key);
      await rm(path, { force: true });
      await removeEmptyAbove(path, root);
    },

    async removeUnfinished(olderThanMs) {
      return (await removeAged(incoming, olderThanMs)).length;
    },

    async removePrefix(prefix) {
      const folder = pathOfPrefix(root, prefix);
      await rm(folder, { recursive: true, force: true });
      await removeEmptyAbove(folder, root);
    },
  };
}

async function fileOf(root: string, key: string): Promise<string> {
  const path = pathOfKey(root, key);
  await orNotFound(key, stat(path));
  return path;
}

/** Removes the folders above what was removed, as far as nothing else is in them. */
async function removeEmptyAbove(path: string, root: string): Promise<void> {
  try {
    for (let folder = dirname(path); folder !== root; folder = dirname(folder)) await rmdir(folder);
  } catch (error) {
    if (!isMissing(error) && !hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  }
}

async function statOf(key: string, path: string): Promise<ObjectStat> {
  const { size, mtime } = await stat(path);
  return { key, bytes: size, modifiedAt: mtime };
}

async function statOrNull(key: string, path: string): Promise<ObjectStat | null> {
  try {
    return await statOf(key, path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * Files below a folder, as paths relative to it with `/`; none when the folder is not there. Each folder is read by
 * itself: one that goes away meanwhile takes only its own files with it, not the listing of all.
 */
async function filesBelow(folder: string, path = ''): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await entriesOf(join(folder, path))) {
    if (entry.isFile()) files.push(`${path}${entry.name}`);
    else if (entry.isDirectory()) files.push(...(await filesBelow(folder, `${path}${entry.name}/`)));
  }
  return files;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function orNotFound<T>(key: string, opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (cause) {
    throw isMissing(cause) ? new CodedError('NOT_FOUND', `There is no object ${key}.`, cause) : cause;
  }
}
