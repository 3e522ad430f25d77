import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS = 30_000;
const LOOK_EVERY_MS = 20;

/** Where a server keeps its folder, and whose signals it gets. */
export interface Place {
  /** The folder in which it makes one of its own. */
  parent: string;
  /** Whether it is spared the Ctrl-C of the terminal, so that whoever started it ends it in due order. */
  detached: boolean;
}

export const SYSTEM_PLACE: Place = { parent: tmpdir(), detached: false };

export interface ProgramStart {
  /** As in `Redis`. */
  name: string;
  command: string;
  args: readonly string[];
  /** What it writes is added to this file. */
  log: string;
  options?: { uid?: number; gid?: number; cwd?: string; env?: NodeJS.ProcessEnv; detached?: boolean };
  /** Whether it does what it was started for. */
  answers: () => Promise<boolean> | boolean;
}

/** A server in a process of its own. */
export class Program {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves when it answers; an error with its log when it ends before, or does not answer in time. */
  static async start({ name, command, args, log, options, answers }: ProgramStart): Promise<Program> {
    const written = openSync(log, 'a');
    const child = spawn(command, args, { ...options, stdio: ['ignore', written, written] });
    closeSync(written);
    const failed = once(child, 'error').then(([error]) => Promise.reject(error));
    failed.catch(() => undefined);
    const program = new Program(child);
    const deadline = Date.now() + START_MS;
    while (!(await Promise.race([answers(), failed]))) {
      if (program.hasEnded || Date.now() > deadline) {
        await program.end('SIGKILL');
        throw new Error(`${name} did not start:\n${readFileSync(log, 'utf8')}`);
      }
      await sleep(LOOK_EVERY_MS);
    }
    return program;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves with its exit status when it has ended; null after a signal that it did not handle. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.hasEnded) {
      const exited = once(this.child, 'exit');
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}
