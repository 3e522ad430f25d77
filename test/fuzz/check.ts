import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RefusedRow } from '../../src/domain/facts.js';
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../../src/domain/options.js';
import type { CoreBuild } from '../../src/engine/core/core.js';
import { Engine } from '../../src/engine/node/engine.js';
import type { ScanRequest } from '../../src/engine/node/types.js';
import { CodedError } from '../../src/errors.js';
import { cutsAt, DirectEngine, type Runner, thisThread } from '../engine/direct.js';
import { coreOutcome, referenceOutcome, refusedRows, summaryBytes } from '../engine/outcome.js';
import type { Cutting, FuzzInput } from './input.js';

const FILE_NAME = 'input.csv';

/** What a build made of an input. */
type Reading = { facts: Uint8Array; summary: () => string; refused: RefusedRow[] } | { failure: string };

/** Holds the builds of the core and the reference together, one input at a time. */
export class Checker {
  rangesReadAgain = 0;
  /** Counts the checks; shared, for who watches from another thread. */
  readonly pulse = new Int32Array(new SharedArrayBuffer(4));
  /** The file of the input that is being read. */
  readonly path: string;
  private readonly pools = new Map<CoreBuild, Engine>();

  /** @param folder for the file that is read and its refused rows; best one in memory */
  constructor(
    private readonly folder: string,
    private readonly builds: readonly CoreBuild[],
  ) {
    this.path = join(folder, FILE_NAME);
    mkdirSync(folder, { recursive: true });
  }

  /**
   * What differs, or how the core broke; null when all agree.
   * @param pooled in the threads of a pool, instead of in this one
   */
  async check(input: FuzzInput, pooled: boolean): Promise<string | null> {
    Atomics.add(this.pulse, 0, 1);
    writeFileSync(this.path, input.bytes);
    const readings: Reading[] = [];
    for (const [k, build] of this.builds.entries()) {
      const reading = await this.read(build, input, input.cuttings[k], pooled);
      if (typeof reading === 'string') return `${build}: ${reading}`;
      readings.push(reading);
    }
    const [first, ...others] = readings;
    for (const [k, other] of others.entries()) {
      const difference = differenceOfReadings(first, other);
      if (difference !== null) return `${this.builds[0]} and ${this.builds[k + 1]} differ in ${difference}`;
    }
    try {
      const difference = differenceToReference(first, input);
      return difference === null ? null : `core and reference differ in ${difference}`;
    } catch (error) {
      return `the facts cannot be judged: ${stackOf(error)}`;
    }
  }

  async close(): Promise<void> {
    for (const pool of this.pools.values()) await pool.close();
    rmSync(this.folder, { recursive: true });
  }

  /** A text says how the core broke. */
  private async read(
    build: CoreBuild,
    input: FuzzInput,
    cutting: Cutting,
    pooled: boolean,
  ): Promise<Reading | string> {
    const engine = new DirectEngine(
      build,
      { cuts: cutting.places === null ? undefined : cutsAt(cutting.places) },
      pooled ? this.pool(build) : thisThread,
    );
    try {
      const scan = await engine.scan(this.request(input, cutting));
      return {
        facts: new Uint8Array(scan.factsBuffer),
        summary: () => summaryBytes(scan).toString(),
        refused: scan.meta.invalidRows.total === 0 ? [] : await refusedRows(scan),
      };
    } catch (error) {
      if (error instanceof CodedError) return this.failed(error);
      return stackOf(error);
    } finally {
      this.rangesReadAgain += engine.rangesReadAgain;
      for (const name of readdirSync(this.folder)) if (name !== FILE_NAME) rmSync(join(this.folder, name));
    }
  }

  private failed({ code }: CodedError): Reading | string {
    if (code === 'OUT_OF_MEMORY' || code === 'FILE_CHANGED') return `unexpected ${code}`;
    return { failure: code };
  }

  private pool(build: CoreBuild): Runner {
    let pool = this.pools.get(build);
    if (pool === undefined) {
      pool = new Engine({ threads: 2, build });
      this.pools.set(build, pool);
    }
    return pool;
  }

  private request({ bytes, options }: FuzzInput, { threads, blockBytes }: Cutting): ScanRequest {
    const { delimiter, encoding, dateOrder, fieldBytes, utcOffsetMinutes } = options;
    return {
      location: { path: this.path },
      options: { delimiter, encoding, dateOrder },
      limits: { ...DEFAULT_LIMITS, fieldBytes: fieldBytes ?? DEFAULT_LIMITS.fieldBytes },
      utcOffsetMinutes: utcOffsetMinutes ?? DEFAULT_UTC_OFFSET_MINUTES,
      threads,
      blockBytes,
      splitBytes: 1,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      workDir: this.folder,
    };
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function differenceOfReadings(one: Reading, other: Reading): string | null {
  if ('failure' in one || 'failure' in other) {
    return isDeepStrictEqual(failureOf(one), failureOf(other)) ? null : 'their failures';
  }
  if (Buffer.compare(one.facts, other.facts) !== 0) return 'the bytes of their facts';
  return isDeepStrictEqual(one.refused, other.refused) ? null : 'refused rows';
}

function failureOf(reading: Reading): string | null {
  return 'failure' in reading ? reading.failure : null;
}

function differenceToReference(reading: Reading, { bytes, options }: FuzzInput): string | null {
  const expected = referenceOutcome(bytes, options);
  if ('failure' in reading || 'failure' in expected) {
    const [found, wanted] = [failureOf(reading), 'failure' in expected ? expected.failure : null];
    return found === wanted ? null : `their failures: ${found} and ${wanted}`;
  }
  const outcome = coreOutcome(reading.summary(), reading.refused);
  if ('failure' in outcome) return 'their failures';
  if (!isDeepStrictEqual(outcome.refused, expected.refused)) return 'refused rows';
  return isDeepStrictEqual(outcome.summary, expected.summary) ? null : 'the summary';
}
