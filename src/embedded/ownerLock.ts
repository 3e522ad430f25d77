import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CodedError } from '../errors.js';
import { processIdentity } from './processes.js';

/** Proof that this process owns a data directory. */
export interface OwnerLock {
  /** Absolute, without symbolic links. */
  dataDir: string;
  /** True when the owner before this one died without giving the directory back. */
  ownerDied: boolean;
  /** Gives the directory back. */
  release(): void;
}

const ownerRecord = z.object({ pid: z.number().int(), identity: z.string() });

/**
 * Makes the data directory if it is not there, and claims it for this process.
 *
 * @throws CodedError DATA_DIR_IN_USE while another process that lives owns it
 * @throws CodedError BAD_CONFIGURATION when it cannot be made or written
 */
export function claimDataDir(path: string): OwnerLock {
  const dataDir = makeDataDir(path);
  const lock = join(dataDir, 'owner.lock');
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? '' });
  const draft = join(dataDir, `owner.${randomUUID()}`);
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    const ownerDied = !tryLink(draft, lock);
    if (ownerDied) takeOver(draft, lock, dataDir);
    return { dataDir, ownerDied, release: () => releaseIfMine(lock, mine) };
  } finally {
    rmSync(draft, { force: true });
  }
}

function makeDataDir(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    const dataDir = realpathSync(path);
    writeFileSync(join(dataDir, '.writable'), '');
    rmSync(join(dataDir, '.writable'), { force: true });
    return dataDir;
  } catch (cause) {
    throw new CodedError(
      'BAD_CONFIGURATION',
      `DATA_DIR: the folder ${path} cannot be made or written.`,
      cause,
    );
  }
}

/**
 * Takes a dead owner's lock away. The rename decides between processes that try it at the same time; whoever finds
 * that it has moved a living owner's lock puts it back.
 */
function takeOver(draft: string, lock: string, dataDir: string): void {
  refuseIfOwned(lock, dataDir);
  const moved = join(dataDir, `owner.${randomUUID()}`);
  try {
    renameSync(lock, moved);
  } catch {
    throw inUse(dataDir);
  }
  try {
    if (livingOwner(moved) !== null) {
      tryLink(moved, lock);
      throw inUse(dataDir);
    }
  } finally {
    rmSync(moved, { force: true });
  }
  if (!tryLink(draft, lock)) throw inUse(dataDir);
}

function refuseIfOwned(lock: string, dataDir: string): void {
  const pid = livingOwner(lock);
  if (pid !== null) throw inUse(dataDir, pid);
}

/** Process id of the lock's owner, if that very process still lives. */
function livingOwner(lock: string): number | null {
  try {
    const owner = ownerRecord.parse(JSON.parse(readFileSync(lock, 'utf8')));
    return processIdentity(owner.pid) === owner.identity ? owner.pid : null;
  } catch {
    // Unreadable or cut short (a full disk, a lost machine): nobody can be its owner, drafts are linked when whole.
    return null;
  }
}

function releaseIfMine(lock: string, mine: string): void {
  try {
    if (readFileSync(lock, 'utf8') === mine) rmSync(lock, { force: true });
  } catch {
    // Already gone.
  }
}

/** Links are made or not, in one step: false when the name is taken. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function inUse(dataDir: string, pid?: number): CodedError {
  const who = pid === undefined ? 'Another process' : `Another process (id ${pid})`;
  return new CodedError('DATA_DIR_IN_USE', `${who} uses the data directory ${dataDir}.`);
}
