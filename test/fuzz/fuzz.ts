import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checker } from './check.js';
import type { FuzzInput } from './input.js';
import { Inputs } from './inputs.js';
import type { FuzzOptions } from './options.js';
import { growthOf, leakOf, mebibytes, type Resources, resources } from './resources.js';
import { shrink } from './shrink.js';
import { watch } from './watchdog.js';

/** Every so many inputs, one goes through the threads of a pool. */
const POOLED_EVERY = 100;

/** Inputs after which code is compiled and pools have started; as often memory and open files are measured from then on. */
const WARM_UP = 20_000;

const SAY_EVERY_MS = 30_000;
const MOST_FAILURES = 10;

export interface FuzzOutcome {
  inputs: number;
  failures: number;
  leak: string | null;
}

/**
 * Runs inputs until the time is over, enough inputs are done, or enough have failed.
 * @param folder where a folder for files may be made
 * @param say    gets what is to be read, line by line
 */
export async function fuzz(
  options: FuzzOptions,
  folder: string,
  say: (text: string) => void,
): Promise<FuzzOutcome> {
  say(`seed ${options.seed}, builds ${options.builds.join(' and ')}`);
  const checker = new Checker(mkdtempSync(join(folder, 'fuzz-')), options.builds);
  const stopWatching = watch({ ...options, pulse: checker.pulse, path: checker.path });
  const run = new Run(options, checker, say);
  try {
    return await run.toTheEnd();
  } finally {
    await stopWatching();
    await checker.close();
  }
}

class Run {
  private readonly startedAt = performance.now();
  private readonly inputs: Inputs;
  private done = 0;
  private failures = 0;
  private readonly measured: Resources[] = [];

  constructor(
    private readonly options: FuzzOptions,
    private readonly checker: Checker,
    private readonly say: (text: string) => void,
  ) {
    this.inputs = new Inputs(options.seed, options.builds.length);
  }

  async toTheEnd(): Promise<FuzzOutcome> {
    let saidAt = performance.now();
    while (!this.isOver()) {
      await this.one(this.done++);
      if (this.done % WARM_UP === 0) this.measured.push(resources());
      if (performance.now() - saidAt < SAY_EVERY_MS) continue;
      saidAt = performance.now();
      this.say(this.progress());
    }
    return this.summing();
  }

  private isOver(): boolean {
    const minutes = (performance.now() - this.startedAt) / 60_000;
    const { options } = this;
    return minutes >= options.minutes || this.done >= options.inputs || this.failures >= MOST_FAILURES;
  }

  private async one(index: number): Promise<void> {
    const input = this.inputs.at(index);
    const pooled = index % POOLED_EVERY === POOLED_EVERY - 1;
    const difference = await this.checker.check(input, pooled);
    if (difference === null) return;
    this.failures++;
    this.say(`input ${index}: ${difference}\n  ${input.origin}`);
    const smallest = await shrink(
      input,
      async (candidate) => (await this.checker.check(candidate, pooled)) !== null,
    );
    this.keep(index, 'found', input, difference);
    const cause = (await this.checker.check(smallest, pooled)) ?? difference;
    this.say(`  kept, and shrunk from ${input.bytes.length} to ${smallest.bytes.length} bytes: ${cause}`);
    this.keep(index, 'shrunk', smallest, cause);
  }

  private keep(
    index: number,
    state: 'found' | 'shrunk',
    { bytes, ...how }: FuzzInput,
    difference: string,
  ): void {
    mkdirSync(this.options.keep, { recursive: true });
    const name = join(this.options.keep, `${this.options.seed}-${index}-${state}`);
    writeFileSync(`${name}.csv`, bytes);
    writeFileSync(`${name}.json`, `${JSON.stringify({ difference, ...how }, null, 2)}\n`);
  }

  private summing(): FuzzOutcome {
    this.say(this.progress());
    return { inputs: this.done, failures: this.failures, leak: this.leak() };
  }

  private leak(): string | null {
    this.measured.push(resources());
    if (this.measured.length < 2) {
      this.say(`leak: not measured in fewer than ${WARM_UP} inputs`);
      return null;
    }
    const growth = growthOf(this.measured);
    const leak = leakOf(growth);
    const halves = `${mebibytes(growth.earlierRssBytes)} in the earlier half, ${mebibytes(growth.laterRssBytes)} in the later`;
    this.say(`leak: ${leak ?? 'none'} (${halves})`);
    return leak;
  }

  private progress(): string {
    const seconds = (performance.now() - this.startedAt) / 1000;
    const { rssBytes, openFiles } = resources();
    return [
      `${this.done} inputs in ${seconds.toFixed(0)} s (${(this.done / seconds).toFixed(0)} a second)`,
      `${this.failures} differences or traps`,
      `${this.checker.rangesReadAgain} ranges read again`,
      `${mebibytes(rssBytes)}, ${openFiles} open files`,
    ].join(', ');
  }
}
