import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimDataDir } from '../../src/embedded/ownerLock.js';
import { processIdentity } from '../../src/embedded/processes.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'smartremedy-lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const writeLock = (text: string) => writeFileSync(join(dataDir, 'owner.lock'), text);

describe('the lock of a data directory', () => {
  it('makes the folder, is given once, and again after it was released', () => {
    const path = join(dataDir, 'not', 'there yet');
    const lock = claimDataDir(path);
    expect(lock.ownerDied).toBe(false);
    expect(() => claimDataDir(path)).toThrow(
      expect.objectContaining({
        code: 'DATA_DIR_IN_USE',
        message: expect.stringContaining(`id ${process.pid}`),
      }),
    );
    lock.release();
    expect(claimDataDir(path).ownerDied).toBe(false);
    expect(readdirSync(path)).toEqual(['owner.lock']);
  });

  it('is taken over from a process that has died, and from one whose id another process has now', async () => {
    const child = spawn('true');
    await new Promise((resolve) => child.once('exit', resolve));
    writeLock(JSON.stringify({ pid: child.pid, identity: 'boot:1' }));
    const lock = claimDataDir(dataDir);
    expect(lock.ownerDied).toBe(true);
    lock.release();

    writeLock(JSON.stringify({ pid: process.pid, identity: `${processIdentity(process.pid)}0` }));
    expect(claimDataDir(dataDir).ownerDied).toBe(true);
  });

  it('is taken over when a lost machine has left it cut short', () => {
    writeLock('{"pid":');
    expect(claimDataDir(dataDir).ownerDied).toBe(true);
  });

  it('is not released by one who no longer has it', () => {
    const lock = claimDataDir(dataDir);
    const other = JSON.stringify({ pid: process.ppid, identity: processIdentity(process.ppid) });
    writeLock(other);
    lock.release();
    expect(() => claimDataDir(dataDir)).toThrow(expect.objectContaining({ code: 'DATA_DIR_IN_USE' }));
  });

  it('says which variable is wrong when the folder cannot be made', () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    expect(() => claimDataDir(join(file, 'data'))).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIGURATION', message: expect.stringContaining('DATA_DIR') }),
    );
  });
});
