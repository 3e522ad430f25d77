import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { DIST, PROJECT_ROOT } from '../../src/paths.js';

const CLI = join(DIST, 'bundled', 'cli', 'cli.js');

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The command line as it was built last; each test runs it in an empty folder of its own. */
export function commandInFolder() {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cli test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** The path of something in the folder; without names, of the folder itself. */
  const inFolder = (...names: string[]): string => join(folder, ...names);

  function cli(...argv: string[]): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLI, ...argv], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended: Ended = { status: null, stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text) => (ended.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text) => (ended.stderr += text));
      child.on('error', reject).on('close', (status) => resolve({ ...ended, status }));
    });
  }

  /** Runs a command that succeeds, with --json, and reads the one object that it prints. */
  async function json(...argv: string[]) {
    const { status, stdout, stderr } = await cli(...argv, '--json');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout.endsWith('}\n')).toBe(true);
    return JSON.parse(stdout);
  }

  /** Puts a file into the folder; gives its path. */
  function file(name: string, content: string | Uint8Array): string {
    writeFileSync(inFolder(name), content);
    return inFolder(name);
  }

  return { cli, json, file, inFolder };
}

export function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort();
}

/** The path of a file of a golden folder. */
export function golden(name: string, csv = 'input.csv'): string {
  return join(PROJECT_ROOT, 'test', 'golden', name, csv);
}
