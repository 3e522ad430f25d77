import { TestS3 } from '../../test/support/s3.js';

/** An S3 server in a process of its own, which says on stdout, as JSON, how the service finds it. */
const server = await TestS3.start();
process.stdout.write(`${JSON.stringify(server.environment())}\n`);
process.once('SIGTERM', () => void server.stop());
