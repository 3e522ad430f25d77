import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

export interface ChildRun {
  /** From just before the process is started until it has ended. */
  wallMs: number;
  stdout: string;
}

/** Why a process did not do what it was asked. */
export class ChildFailure extends Error {}

/**
 * Runs a built module in a process of its own.
 * @throws ChildFailure with what it wrote last, when it ends with anything but 0
 */
export async function runChild(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ChildRun> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  let wallMs = 0;
  child.once('exit', () => {
    wallMs = performance.now() - startedAt;
  });
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const output = Buffer.concat(stdout).toString();
  if (status === 0) return { wallMs, stdout: output };
  throw new ChildFailure(`ended with ${status}: ${reasonIn(Buffer.concat(stderr).toString() || output)}`);
}

/** The line that names the error, in what a process printed. */
function reasonIn(printed: string): string {
  const lines = printed.trim().split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines[lines.length - 1]).trim().slice(0, 300);
}
