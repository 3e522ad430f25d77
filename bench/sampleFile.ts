import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type Profile, profileSample } from './profiles.js';
import { sampleCsv } from './sample/generator.js';

/** A file of the bench: the same request gives the same bytes. */
export interface SampleRequest {
  profile: Profile;
  rows: number;
  /** Distinct cases, where the profile leaves their number open. */
  cases?: number;
  /** Folder of the files; made if it is not there. */
  dir: string;
}

/**
 * The path of a sample; written, piece by piece, unless the folder has it. The name carries all that decides on the
 * bytes, the generator's own code included, so that a file is never mistaken for another one.
 */
export async function sampleFile(request: SampleRequest): Promise<string> {
  const sample = profileSample(request.profile, request.rows, request.cases);
  const name = `${request.profile}-${sample.rows}-${sample.cases}-${generatorVersion()}.csv`;
  const path = join(request.dir, name);
  if (exists(path)) return path;
  mkdirSync(request.dir, { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  await pipeline(Readable.from(sampleCsv(sample)), createWriteStream(unfinished));
  renameSync(unfinished, path);
  return path;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function generatorVersion(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const sources = readdirSync(join(here, 'sample'))
    .filter((name) => /\.(js|ts)$/.test(name))
    .map((name) => join(here, 'sample', name));
  const hash = createHash('sha256');
  for (const source of [...sources.sort(), join(here, `profiles.${extension()}`)])
    hash.update(readFileSync(source));
  return hash.digest('hex').slice(0, 8);
}

function extension(): string {
  return import.meta.url.endsWith('.ts') ? 'ts' : 'js';
}
