/// <reference path="./s3rver.d.ts" />
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { S3Options } from '../../src/store/objects/s3/bucket.js';
import { S3_CREDENTIALS, s3Environment } from './s3Access.js';

const BUCKET = 'smartremedy';

/** An S3 server with one bucket, on a free port; what it keeps goes with it. */
export class TestS3 {
  private constructor(
    readonly url: string,
    readonly port: number,
    readonly folder: string,
    private readonly server: S3rver,
  ) {}

  /** @param port 0 takes any free one */
  static async start(port = 0, parent = tmpdir()): Promise<TestS3> {
    const folder = mkdtempSync(join(parent, 's3-'));
    const server = new S3rver({
      address: '127.0.0.1',
      port,
      directory: folder,
      silent: true,
      configureBuckets: [{ name: BUCKET }],
    });
    const { port: taken } = await server.run();
    return new TestS3(`http://127.0.0.1:${taken}`, taken, folder, server);
  }

  /** What a store needs to reach its bucket. */
  options(changes: Partial<S3Options> = {}): S3Options {
    return {
      bucket: BUCKET,
      endpoint: this.url,
      publicEndpoint: changes.endpoint ?? this.url,
      region: 'us-east-1',
      credentials: S3_CREDENTIALS,
      forcePathStyle: true,
      direct: true,
      ...changes,
    };
  }

  /** What the service needs for the same. @param endpoint where it reaches the server */
  environment(endpoint = this.url): Record<string, string> {
    return s3Environment(endpoint, BUCKET);
  }

  async stop(): Promise<void> {
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
