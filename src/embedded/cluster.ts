import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../errors.js';
import type { Binaries } from './binaries.js';
import { giveTo, type Identity } from './identity.js';
import { commandLine, processIdentity } from './processes.js';

/** Name of the database's owner, which the service signs in as. */
export const DATABASE_USER = 'smartremedy';

/** The files of one bundled PostgreSQL: `postgres/`, its password and its log, all in the data directory. */
export class Cluster {
  readonly folder: string;
  private readonly passwordFile: string;
  private readonly logFile: string;

  constructor(
    dataDir: string,
    private readonly binaries: Binaries,
    private readonly identity: Identity,
  ) {
    this.folder = join(dataDir, 'postgres');
    this.passwordFile = join(dataDir, 'postgres.password');
    this.logFile = join(dataDir, 'postgres.log');
  }

  get password(): string {
    return readFileSync(this.passwordFile, 'utf8').trim();
  }

  /**
   * Makes the cluster if there is none, in a folder beside, so that a half-made one is never taken for whole.
   * @throws CodedError DATA_DIR_DAMAGED when there is one, but not its password
   */
  async create(): Promise<void> {
    if (existsSync(this.folder)) {
      if (!existsSync(this.passwordFile))
        throw new CodedError(
          'DATA_DIR_DAMAGED',
          'postgres.password is missing in DATA_DIR; without it nobody may read the database in postgres.',
        );
      return giveTo(this.identity, this.folder);
    }
    const draft = `${this.folder}.new`;
    const passwordCopy = `${this.passwordFile}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    giveTo(this.identity, draft);
    const password = randomBytes(24).toString('base64url');
    writeFileSync(this.passwordFile, password, { mode: 0o600 });
    // initdb reads it as the identity that it runs as.
    writeFileSync(passwordCopy, password, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(passwordCopy, this.identity.uid, this.identity.gid);
    try {
      await this.run(this.binaries.initdb, [
        `--pgdata=${draft}`,
        `--username=${DATABASE_USER}`,
        `--pwfile=${passwordCopy}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Case folding of all of Unicode, sorted by code point, the same on every machine.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ]);
    } finally {
      rmSync(passwordCopy, { force: true });
    }
    renameSync(draft, this.folder);
  }

  /** Stops a server that outlived its owner; the owner's process was killed, the server was not. */
  async stopLeftover(): Promise<void> {
    const pid = this.recordedPid();
    if (pid === null) return;
    // The id may belong to any other process by now; a server was started with the name of its folder.
    if (processIdentity(pid) !== null && commandLine(pid).includes(this.folder)) return this.stop();
    rmSync(join(this.folder, 'postmaster.pid'), { force: true });
  }

  /** Starts the server on a port of 127.0.0.1. */
  async launch(port: number): Promise<ChildProcess> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      max_connections: '100',
      shared_buffers: '128MB',
      max_wal_size: '2GB',
      checkpoint_completion_target: '0.9',
      // Threads of the engine have the cores; parallel plans would also need room in /dev/shm, scarce in containers.
      max_parallel_workers_per_gather: '0',
      jit: 'off',
      timezone: 'UTC',
      log_timezone: 'UTC',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const { file, args, uid, gid } = this.identity.command(this.binaries.postgres, [
      '-D',
      this.folder,
      ...options,
    ]);
    // A file, not a pipe: the server must be able to write its log when its owner has been killed.
    const log = await open(this.logFile, 'w', 0o600);
    try {
      // In a group of its own: a Ctrl-C in the terminal is for the owner, who stops the server when all is written.
      return spawn(file, args, {
        uid,
        gid,
        cwd: '/',
        detached: true,
        stdio: ['ignore', 'ignore', log.fd],
        env: { PATH: process.env.PATH },
      });
    } finally {
      await log.close();
    }
  }

  /** Stops the server that runs, and waits until it is down. Connections end at once. */
  async stop(): Promise<void> {
    await this.run(this.binaries.pgCtl, ['stop', '-D', this.folder, '-m', 'fast', '-w', '-t', '120']);
  }

  /** The last lines that the server wrote to its log, for an error's cause. */
  lastLog(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').slice(-4000) : '';
  }

  private recordedPid(): number | null {
    const file = join(this.folder, 'postmaster.pid');
    if (!existsSync(file)) return null;
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || null;
  }

  private run(program: string, programArgs: string[]): Promise<void> {
    const { file, args, uid, gid } = this.identity.command(program, programArgs);
    return new Promise((resolve, reject) => {
      const child = spawn(file, args, { uid, gid, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' } });
      let output = '';
      child.stdout.on('data', (text) => {
        output += text;
      });
      child.stderr.on('data', (text) => {
        output += text;
      });
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve();
        else
          reject(
            new CodedError('UNAVAILABLE', 'The bundled PostgreSQL failed.', new Error(output.slice(-4000))),
          );
      });
    });
  }
}
