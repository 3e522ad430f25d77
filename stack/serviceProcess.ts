import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasInHand } from '../test/support/inHand.js';
import { Program } from '../test/support/program.js';
import { SERVICE_PROGRAM } from '../test/support/serviceProgram.js';

export interface ServiceStart {
  /** As in `api-1`: its log and its DATA_DIR are called so. */
  name: string;
  /** In which both lie. */
  folder: string;
  env: Record<string, string>;
}

/** One process of the service, on a free port of 127.0.0.1. */
export class ServiceProcess {
  private constructor(
    readonly name: string,
    /** Of its API, or of its health where it only works. */
    readonly url: string,
    private readonly dataDir: string,
    private readonly program: Program,
    private readonly log: string,
  ) {}

  /** Resolves when it answers. */
  static async start({ name, folder, env }: ServiceStart): Promise<ServiceProcess> {
    const log = join(folder, `${name}.log`);
    const dataDir = join(folder, name);
    const program = await Program.start({
      name,
      command: process.execPath,
      args: SERVICE_PROGRAM,
      log,
      options: {
        env: { ...process.env, ...env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir },
        detached: true,
      },
      answers: () => addressIn(log) !== undefined,
    });
    return new ServiceProcess(name, addressIn(log) ?? '', dataDir, program, log);
  }

  get pid(): number {
    return this.program.pid;
  }

  /** The last lines of its log that warn, or worse. */
  warnings(most = 10): string[] {
    const lines = readFileSync(this.log, 'utf8').split('\n');
    return lines.filter((line) => /^\{"level":[456]0,/.test(line)).slice(-most);
  }

  worksOn(jobId: string): boolean {
    return !this.program.hasEnded && hasInHand(this.dataDir, jobId);
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.program.end(signal);
  }
}

/** What the service writes when it answers requests: where. */
function addressIn(log: string): string | undefined {
  return /^(?:GraphiQL|Worker) +(http:\/\/[^/\s]+)/m.exec(readFileSync(log, 'utf8'))?.[1];
}
