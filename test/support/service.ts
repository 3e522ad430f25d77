import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { Tokens } from '../../src/graphql/tokens.js';
import { OWNER_KEY } from '../../src/store/objects/owned.js';
import type { Role } from '../../src/store/types.js';
import { ADMINISTRATOR } from './administrator.js';
import { type Backing, filesBelow } from './backing.js';
import { fillDataDir } from './prepared/fillDataDir.js';
import { SERVICE_PROGRAM } from './serviceProgram.js';
import { backingOf } from './services/backingOf.js';

const PASSWORD = ADMINISTRATOR.password;
/** Signs its tokens and links. */
export const SIGNING_SECRET = 'only for tests: thirty-two characters and more';
const START_MS = 60_000;

export interface GraphqlAnswer<Data> {
  status: number;
  data: Data | null;
  errors: { message: string; path?: string[]; extensions: { code: string; requestId?: string } }[];
}

export interface UploadRequest {
  bytes: Uint8Array | string;
  fileName?: string;
  options?: Record<string, unknown>;
  /** Default: an administrator's; null for none. */
  token?: string | null;
  headers?: Record<string, string>;
}

export interface ServiceOptions {
  env?: Record<string, string>;
  /** Default: a new folder that goes when the service stops. */
  dataDir?: string;
  /** Begins with nothing, not even tables; default: finds them there, and its administrator. */
  makesDatabase?: boolean;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * The real service, as a process of its own, on a free port. It runs what was built last, over the services that the
 * project of the test shares, or over what it brings along.
 */
export class Service {
  readonly #child: ChildProcess;
  /** Everything that it has written so far. */
  output = '';
  url = '';
  token = '';

  private constructor(
    env: Record<string, string>,
    readonly dataDir: string,
    readonly backing: Backing,
    private readonly ownFolder: string | null,
  ) {
    this.#child = spawn(process.execPath, SERVICE_PROGRAM, {
      env: { ...process.env, LOG_LEVEL: 'warn', HOST: '127.0.0.1', PORT: '0', ...env, DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    this.#child.once('exit', () => running.delete(this.#child));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  /** Starts it, and signs in as the administrator. */
  static async start(options: ServiceOptions = {}): Promise<Service> {
    const service = await Service.launch(options);
    await service.#ready();
    const password = { ADMIN_PASSWORD: PASSWORD, ...options.env }.ADMIN_PASSWORD;
    if (password && !service.isWorker)
      service.token = (await service.login(ADMINISTRATOR.username, password)).data?.login.token ?? '';
    return service;
  }

  /** Starts it without waiting for anything. */
  static async launch({ env = {}, dataDir, makesDatabase = false }: ServiceOptions = {}): Promise<Service> {
    const ownFolder = dataDir ? null : mkdtempSync(join(tmpdir(), 'service-'));
    const folder = dataDir ?? join(ownFolder ?? '', 'data');
    if (!makesDatabase && !env.DATABASE_URL && !existsSync(folder)) fillDataDir(folder);
    const backing = await backingOf(folder, makesDatabase);
    const all = { ADMIN_PASSWORD: PASSWORD, JWT_SECRET: SIGNING_SECRET, ...backing.env, ...env };
    return new Service(all, folder, backing, ownFolder);
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (!/(GraphiQL|Worker) +http/.test(this.output)) {
      if (this.#child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The service did not start:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.url = /(?:GraphQL|Worker) +(http\S+?)\/(?:graphql|health)/.exec(this.output)?.[1] ?? '';
  }

  /** Whether it only works on jobs, and answers nobody else than those who run it. */
  get isWorker(): boolean {
    return this.output.includes('Worker ');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  login(username = ADMINISTRATOR.username, password = PASSWORD) {
    const query =
      'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { token expiresAt role } }';
    return this.gql<{ login: { token: string; expiresAt: string; role: Role } }>(
      query,
      { u: username, p: password },
      null,
    );
  }

  /** A token of a user of this role, who is made for it: `viewer`, `analyst`, or the administrator. */
  async tokenOf(role: Role, ttlSeconds?: number): Promise<string> {
    const username = role.toLowerCase();
    if (role !== 'ADMIN') {
      const query =
        'mutation($u: String!, $p: String!, $r: Role!) { createUser(username: $u, password: $p, role: $r) { role } }';
      await this.gql(query, { u: username, p: PASSWORD, r: role });
    }
    const { data, errors } = await this.login(username);
    if (!data) throw new Error(JSON.stringify(errors));
    const { token } = data.login;
    return ttlSeconds === undefined ? token : withLife(token, ttlSeconds);
  }

  async gql<Data = Record<string, unknown>>(
    query: string,
    variables: Record<string, unknown> = {},
    token: string | null = this.token,
  ): Promise<GraphqlAnswer<Data>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    return answerOf<Data>(response);
  }

  /** The data of a query that must not fail. */
  async data<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await this.gql<Data>(query, variables);
    if (!data || errors.length > 0) throw new Error(JSON.stringify(errors));
    return data;
  }

  async upload(
    request: UploadRequest,
  ): Promise<GraphqlAnswer<{ uploadReport: { id: string; status: string } }>> {
    const { bytes, fileName = 'alerts.csv', options, token, headers } = request;
    const query =
      'mutation($file: Upload!, $options: UploadOptions) { uploadReport(file: $file, options: $options) { id status fileName createdBy bytesTotal } }';
    return this.multipart(query, { file: { bytes, fileName } }, { options }, token, headers);
  }

  /** Sends a mutation with its files, by the names of their variables. */
  async multipart<Data>(
    query: string,
    files: Record<string, { bytes: Uint8Array | string; fileName: string }>,
    variables: Record<string, unknown> = {},
    token: string | null = this.token,
    headers: Record<string, string> = {},
  ): Promise<GraphqlAnswer<Data>> {
    const names = Object.keys(files);
    const noFiles = Object.fromEntries(names.map((name) => [name, null]));
    const form = new FormData();
    form.set('operations', JSON.stringify({ query, variables: { ...noFiles, ...variables } }));
    form.set('map', JSON.stringify(Object.fromEntries(names.map((name, i) => [i, [`variables.${name}`]]))));
    names.forEach((name, i) => {
      form.set(String(i), new Blob([Buffer.from(files[name].bytes)]), files[name].fileName);
    });
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'apollo-require-preflight': 'true',
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: form,
    });
    return answerOf(response);
  }

  /** Uploads, waits for the end of the job, and gives its last state. */
  async analyse<Job extends { status: string }>(request: UploadRequest, fields = 'status'): Promise<Job> {
    const { data, errors } = await this.upload(request);
    if (!data) throw new Error(`${JSON.stringify(errors)}\n${this.output}`);
    return this.ended(data.uploadReport.id, fields);
  }

  /** Waits for the end of a job, and gives its last state. */
  async ended<Job extends { status: string }>(id: string, fields = 'status'): Promise<Job> {
    const events = await this.collect<{ jobProgress: Job }>(
      `subscription($id: ID!) { jobProgress(id: $id) { status ${fields} } }`,
      { id },
    );
    const last = events.at(-1);
    if (!last) throw new Error('The job told nothing.');
    return last.jobProgress;
  }

  /** A client of the websocket; to be disposed of. */
  wsClient(token: string | null = this.token): Client {
    return createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: token === null ? {} : { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
  }

  /** All events of a subscription, until it completes. */
  async collect<Data>(query: string, variables: Record<string, unknown>): Promise<Data[]> {
    const client = this.wsClient();
    try {
      const events: Data[] = [];
      for await (const { data, errors } of client.iterate<Data>({ query, variables })) {
        if (!data || errors) throw errors;
        events.push(data);
      }
      return events;
    } finally {
      await client.dispose();
    }
  }

  /** Everything of its users that it keeps beside its database: keys of objects, and paths of temporary files. */
  async filesKept(): Promise<string[]> {
    const objects = (await this.backing.objects.keys()).filter((key) => key !== OWNER_KEY);
    return [...objects, ...this.temporaryFiles()];
  }

  temporaryFiles(): string[] {
    return filesBelow(join(this.dataDir, 'tmp')).map((path) => join('tmp', path));
  }

  /** Asks it to stop; gives its exit status. */
  async stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    const status = await this.exited();
    if (this.ownFolder) {
      rmSync(this.ownFolder, { recursive: true, force: true });
      await this.backing.release();
    }
    return status;
  }

  async exited(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }
}

async function answerOf<Data>(response: Response): Promise<GraphqlAnswer<Data>> {
  const { data = null, errors = [] } = (await response.json()) as Partial<GraphqlAnswer<Data>>;
  return { status: response.status, data, errors };
}

/** The token as the service would give it for another time. */
async function withLife(token: string, ttlSeconds: number): Promise<string> {
  const { sub, stamp } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  return (await new Tokens([SIGNING_SECRET], ttlSeconds).issue({ username: sub, tokenStamp: stamp })).token;
}
