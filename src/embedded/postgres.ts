import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CodedError } from '../errors.js';
import { findBinaries } from './binaries.js';
import { Cluster, DATABASE_USER } from './cluster.js';
import { chooseIdentity, type Identity } from './identity.js';
import type { OwnerLock } from './ownerLock.js';

export interface EmbeddedPostgres {
  /** Connection string, with the password; valid until the server is stopped. */
  url: string;
  identity: Identity['name'];
  /** Resolves when the server is down, whether it was stopped or fell. */
  exited: Promise<void>;
  /** Stops it: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

/** Replaying the log after a crash may take this long, in milliseconds. */
const START_TIMEOUT_MS = 180_000;
const PORT_ATTEMPTS = 3;

/**
 * Starts the bundled PostgreSQL of a data directory, on 127.0.0.1 and a free port; makes it at the first start.
 *
 * @param lock proof that nobody else uses the directory
 * @throws CodedError DATA_DIR_NOT_TRAVERSABLE, DATA_DIR_DAMAGED, UNAVAILABLE
 */
export async function startEmbeddedPostgres(lock: OwnerLock): Promise<EmbeddedPostgres> {
  const binaries = findBinaries();
  const identity = chooseIdentity(binaries, lock.dataDir);
  const cluster = new Cluster(lock.dataDir, binaries, identity);
  await cluster.create();
  await cluster.stopLeftover();
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const url = `postgres://${DATABASE_USER}:${cluster.password}@127.0.0.1:${port}/postgres`;
    const server = await cluster.launch(port);
    const exited = new Promise<void>((resolve) => {
      server.once('exit', () => resolve());
      server.once('error', () => resolve());
    });
    if (await answers(url, server, exited)) {
      return { url, identity: identity.name, exited, stop: () => stop(cluster, server, exited) };
    }
    // Between looking for a free port and taking it another process may have come first.
    if (attempt === PORT_ATTEMPTS || !cluster.lastLog().includes('could not bind')) {
      throw new CodedError(
        'UNAVAILABLE',
        'The bundled PostgreSQL did not start; postgres.log in DATA_DIR says why.',
        new Error(cluster.lastLog()),
      );
    }
  }
}

/** Waits until the server takes connections. False when it has ended instead. */
async function answers(url: string, server: ChildProcess, exited: Promise<void>): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (running(server) && Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    // An idle client that loses its server says so by this event; without a listener the process would end.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      await Promise.race([sleep(25), exited]);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  server.kill('SIGINT');
  await exited;
  return false;
}

function running(server: ChildProcess): boolean {
  return server.pid !== undefined && server.exitCode === null && server.signalCode === null;
}

async function stop(cluster: Cluster, server: ChildProcess, exited: Promise<void>): Promise<void> {
  if (running(server)) await cluster.stop();
  await exited;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
