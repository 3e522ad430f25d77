import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import WebSocket from 'ws';
import { SmartRemedy } from '../../docs/client/client.js';
import { AnalyzeUpload, SignIn, UploadReport, WatchJob } from '../../docs/client/operations.js';
import type { VariedFile } from './variedFile.js';

export interface Receipt {
  uploadId: string;
  /** From the moment at which the last byte was handed to the system to the answer, in milliseconds. */
  acceptanceMs: number;
  /** When that byte was handed over, by performance.now(). */
  lastByteAt: number;
}

/** Somebody who uploads files, over connections of their own. */
export class User {
  /** A connection for each upload: one that is kept may be closed by the service just when it is used again. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #client: SmartRemedy;

  constructor(
    private readonly url: string,
    readonly token: string,
  ) {
    this.#client = new SmartRemedy({ url, token, webSocketImpl: WebSocket });
  }

  static async signIn(url: string, username: string, password: string): Promise<User> {
    const client = new SmartRemedy({ url });
    const { login } = await client.run(SignIn, { username, password });
    return new User(url, login.token);
  }

  /** Another one with the same rights. */
  another(): User {
    return new User(this.url, this.token);
  }

  /** `PUT /uploads`: nothing is analysed by it. */
  async put(file: VariedFile, fileName: string): Promise<Receipt> {
    const outgoing = request(`${this.url}/uploads?fileName=${encodeURIComponent(fileName)}`, {
      method: 'PUT',
      agent: this.#agent,
      headers: {
        authorization: `Bearer ${this.token}`,
        'content-type': 'text/csv',
        'content-length': file.bytes,
      },
    });
    let lastByteAt = 0;
    outgoing.once('finish', () => {
      lastByteAt = performance.now();
    });
    const answered = new Promise<{ status: number; text: string; at: number }>((resolve, reject) => {
      outgoing.once('error', reject);
      outgoing.once('response', async (response) => {
        const at = performance.now();
        const text = (await response.setEncoding('utf8').toArray()).join('');
        resolve({ status: response.statusCode ?? 0, text, at });
      });
    });
    const [{ status, text, at }] = await Promise.all([
      answered,
      pipeline(Readable.from(file.body()), outgoing),
    ]);
    if (status !== 200) throw new Error(`An upload was answered with ${status}: ${text}`);
    const { uploadId } = JSON.parse(text) as { uploadId: string };
    return { uploadId, acceptanceMs: at - lastByteAt, lastByteAt };
  }

  /** @returns the id of the job */
  async analyse(uploadId: string): Promise<string> {
    return (await this.#client.run(AnalyzeUpload, { uploadId })).analyzeUpload.id;
  }

  /** Sends a file that is in memory by the GraphQL multipart request. @returns the id of the job */
  async uploadReport(file: File): Promise<string> {
    return (await this.#client.run(UploadReport, { file })).uploadReport.id;
  }

  /** Resolves when the job has ended, with its report. @throws Error when it has none */
  async untilReport(jobId: string): Promise<string> {
    let reportId: string | undefined;
    for await (const { jobProgress } of this.#client.watch(WatchJob, { id: jobId })) {
      if (jobProgress.error) throw new Error(`A job has failed: ${jobProgress.error.message}`);
      reportId = jobProgress.report?.id;
    }
    if (reportId === undefined) throw new Error(`The job ${jobId} has ended without a report.`);
    return reportId;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.#client.close();
  }
}
