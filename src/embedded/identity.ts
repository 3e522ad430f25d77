import { spawnSync } from 'node:child_process';
import { chownSync, lchownSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodedError } from '../errors.js';
import type { Binaries } from './binaries.js';

/**
 * As whom PostgreSQL runs, which refuses to run as root: as ourselves, as the user nobody, or as an ordinary user
 * of a user namespace, which is root outside and therefore reaches whatever root reaches.
 */
export interface Identity {
  name: 'self' | 'nobody' | 'namespace';
  /** User and group of the files outside of any namespace. */
  uid: number;
  gid: number;
  /** The command that runs a program as this identity. */
  command(program: string, args: string[]): { file: string; args: string[]; uid?: number; gid?: number };
}

const NOBODY = 65_534;

/**
 * @param binaries the programs to run
 * @param dataDir  the folder below which PostgreSQL has its own
 * @throws CodedError DATA_DIR_NOT_TRAVERSABLE, naming the folder, when no identity can reach both
 */
export function chooseIdentity(binaries: Binaries, dataDir: string): Identity {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  if (uid !== 0) return uid === -1 || hasName(uid) ? asSelf(uid, gid) : asNamespaceUser(uid, gid);
  if (canReach(asNobody, binaries, dataDir)) return asNobody;
  const inNamespace = asNamespaceUser(uid, gid);
  if (canReach(inNamespace, binaries, dataDir)) return inNamespace;
  throw new CodedError(
    'DATA_DIR_NOT_TRAVERSABLE',
    `PostgreSQL does not run as root, and an ordinary user cannot reach ${firstUnreachable([dataDir, dirname(binaries.postgres)])}.`,
  );
}

const asSelf = (uid: number, gid: number): Identity => ({
  name: 'self',
  uid,
  gid,
  command: (file, args) => ({ file, args }),
});

const asNobody: Identity = {
  name: 'nobody',
  uid: NOBODY,
  gid: NOBODY,
  command: (file, args) => ({ file, args, uid: NOBODY, gid: NOBODY }),
};

function asNamespaceUser(uid: number, gid: number): Identity {
  // initdb wants a user that has a name; 1000 is the first ordinary user, and nobody has one everywhere.
  const inside = hasName(1000) ? 1000 : NOBODY;
  const mapping = ['--user', `--map-user=${inside}`, `--map-group=${inside}`];
  return {
    name: 'namespace',
    uid,
    gid,
    command: (program, args) => ({ file: 'unshare', args: [...mapping, program, ...args] }),
  };
}

function hasName(uid: number): boolean {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .some((line) => line.split(':')[2] === String(uid));
  } catch {
    return true;
  }
}

/** Asks the kernel instead of reading modes: lists of access rights and security modules count as well. */
function canReach(identity: Identity, { postgres }: Binaries, dataDir: string): boolean {
  return entersFolder(identity, dataDir) && succeeds(identity, postgres, ['--version']);
}

function entersFolder(identity: Identity, folder: string): boolean {
  return succeeds(identity, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder]);
}

function succeeds(identity: Identity, program: string, args: string[]): boolean {
  const { file, args: all, uid, gid } = identity.command(program, args);
  return spawnSync(file, all, { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** The outermost folder on the way to one of the paths that the user nobody cannot enter. */
function firstUnreachable(paths: string[]): string {
  for (const path of paths) {
    const way = [path];
    while (dirname(way[0]) !== way[0]) way.unshift(dirname(way[0]));
    const barred = way.find((folder) => !entersFolder(asNobody, folder));
    if (barred !== undefined) return barred;
  }
  return paths[0];
}

/** Gives a folder and all in it to the identity. The folder itself comes last: while it is not done, all is done again. */
export function giveTo(identity: Identity, folder: string): void {
  if (process.getuid?.() !== 0 || lstatSync(folder).uid === identity.uid) return;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(folder, entry), identity.uid, identity.gid);
  }
  chownSync(folder, identity.uid, identity.gid);
}
