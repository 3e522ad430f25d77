import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DIST } from '../../src/paths.js';
import { hasServices, missingPackages } from '../support/services/installed.js';

let child: ChildProcess | null = null;
let output = '';
afterEach(async () => {
  if (child && child.exitCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** What `npm run stack` runs, after the build. */
function start(...args: string[]): ChildProcess {
  output = '';
  child = spawn(process.execPath, [join(DIST, 'stack/main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  return child;
}

const found = (pattern: RegExp): string[] => [...output.matchAll(pattern)].map((match) => match[1]);
const processes = (): string[] => found(/\(pid (\d+)\)/g);
const folder = (): string => found(/^Logs +(\S+)$/gm)[0];

/** Nobody who could still run: not even one that waits to be taken leave of. */
function expectNothingLeft(pids: string[]): void {
  expect(pids.filter((pid) => existsSync(`/proc/${pid}`) && !isZombie(pid))).toEqual([]);
  expect(existsSync(folder())).toBe(false);
}

const isZombie = (pid: string): boolean => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

describe.skipIf(!hasServices())('npm run stack', () => {
  test('runs the topology until Ctrl-C, and leaves nothing behind', async () => {
    const stack = start();
    await vi.waitFor(() => expect(output).toContain('Ctrl-C'), { timeout: 60_000, interval: 100 });
    const pids = processes();
    expect(pids).toHaveLength(4);
    const addresses = found(/(http:\S+\/(?:graphiql|health\/ready))/g);
    expect(addresses).toHaveLength(4);
    for (const address of addresses) expect((await fetch(address)).status).toBe(200);
    const [password] = found(/password (\S+)/g);
    const query = 'mutation($p: String!) { login(username: "admin", password: $p) { role } }';
    for (const api of found(/(http:\S+\/graphql) /g)) {
      const body = JSON.stringify({ query, variables: { p: password } });
      const answer = await fetch(api, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(await answer.json()).toEqual({ data: { login: { role: 'ADMIN' } } });
    }
    stack.kill('SIGINT');
    expect(await once(stack, 'exit')).toEqual([0, null]);
    expectNothingLeft(pids);
  });

  test('--check: a worker is killed in mid-job, and the other one ends it in time', {
    timeout: 120_000,
  }, async () => {
    const [status] = await once(start('--check'), 'exit');
    expect(status, output).toBe(0);
    expect(output).toMatch(/worker-\d is killed \(SIGKILL, pid \d+\)/);
    const [seconds] = found(/the job has ended ([\d.]+) s after the kill, at attempt 2/g);
    expect(Number(seconds)).toBeLessThan(35);
    expect(output).toContain('its one report has the KPIs of "npm run analyze"');
    expectNothingLeft(processes());
  });
});

test('what has to be installed is named by its package', () => {
  const packages = { pgbouncer: '/nowhere/pgbouncer', nodejs: process.execPath };
  expect(missingPackages(packages)).toEqual(['pgbouncer']);
});
