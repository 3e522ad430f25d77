import { type SampleRequest, sampleFile } from './sampleFile.js';

/** A process of its own: what the generator needs of memory must not count for the contestants. */
const request: SampleRequest = JSON.parse(process.argv[2]);
process.stdout.write(`${await sampleFile(request)}\n`);
