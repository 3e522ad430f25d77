import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode, isMissing } from './fileErrors.js';
import { sideBySide } from './sideBySide.js';

/** A removal that meets the same new folder once is chance; so many in a row, and something else is wrong. */
const MOVES_TRIED = 20;

export interface FileMove {
  from: string;
  to: string;
}

/** Renames a synced file into place, and syncs the folders that hold its name. */
export async function moveSynced(move: FileMove): Promise<void> {
  await sideBySide(await placeOf(move), sync);
}

/**
 * Syncs files, renames them into place, and syncs the folders that hold their names: each folder once, however many
 * files it takes. When it fails some may be in place already.
 * @param incoming folder of the target's file system, for what comes from another one
 */
export async function moveAll(
  moves: readonly FileMove[],
  incoming: string,
  signal?: AbortSignal,
): Promise<void> {
  const folders = new Set<string>();
  await sideBySide(moves, ({ from }) => sync(from), signal);
  await sideBySide(
    moves,
    async (move) => {
      for (const folder of await moveAnywhere(move, incoming)) folders.add(folder);
    },
    signal,
  );
  await sideBySide(folders, sync, signal);
}

/** A move that works between file systems, too. @returns as placeOf does */
async function moveAnywhere(move: FileMove, incoming: string): Promise<string[]> {
  try {
    return await placeOf(move);
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
  }
  const draft = join(incoming, randomUUID());
  try {
    await copyFile(move.from, draft);
    await sync(draft);
    const folders = await placeOf({ from: draft, to: move.to });
    await rm(move.from);
    return folders;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Renames into place. @returns the folders to be synced: that of the name, and those that hold names of new folders */
async function placeOf({ from, to }: FileMove): Promise<string[]> {
  const firstMade = await renameIntoNew(from, to);
  const outermost = dirname(firstMade ?? to);
  const folders = [];
  for (let folder = dirname(to); folder.length >= outermost.length; folder = dirname(folder)) {
    folders.push(folder);
  }
  return folders;
}

/**
 * Makes the folders of a path, and renames into them. A removal beside it may take a folder away again as long as it
 * is empty.
 * @returns the outermost folder that was made
 */
async function renameIntoNew(from: string, to: string): Promise<string | undefined> {
  for (let tried = 1; ; tried++) {
    try {
      const firstMade = await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await rename(from, to);
      return firstMade;
    } catch (error) {
      if (!isMissing(error) || tried === MOVES_TRIED) throw error;
    }
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
