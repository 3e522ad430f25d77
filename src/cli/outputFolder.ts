import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CodedError } from '../errors.js';

/**
 * The folder of a command's results. What is made is put aside until all of it is whole, so that a run that fails
 * leaves the results of an earlier one as they were.
 */
export class OutputFolder {
  readonly path: string;
  /** Where the results are made. */
  readonly staging: string;
  readonly #isNew: boolean;

  /** @throws CodedError OUTPUT_UNWRITABLE */
  constructor(path: string) {
    this.path = resolve(path);
    [this.#isNew, this.staging] = writing(this.path, () => [
      mkdirSync(this.path, { recursive: true }) !== undefined,
      // Inside the folder: a rename cannot leave its disk.
      mkdtempSync(join(this.path, '.partial-')),
    ]);
  }

  /**
   * Puts the results in place.
   * @param replaced names that an earlier run may have left: those that were not made anew are removed
   */
  publish(replaced: readonly string[]): void {
    writing(this.path, () => {
      const made = readdirSync(this.staging);
      for (const name of made) renameSync(join(this.staging, name), join(this.path, name));
      for (const name of replaced) if (!made.includes(name)) rmSync(join(this.path, name), { force: true });
    });
  }

  /** Removes what is not in place; and the folder, when this run made it and nothing is in it. */
  close(): void {
    rmSync(this.staging, { recursive: true, force: true });
    if (this.#isNew && readdirSync(this.path).length === 0) rmdirSync(this.path);
  }
}

/** Runs what writes into a folder; what the disk or its rights forbid becomes an error that says so. */
export function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asUnwritable(path, error);
  }
}

/** The same error, or OUTPUT_UNWRITABLE for one of the file system, also when it comes from another thread. */
export function asUnwritable(path: string, error: unknown): unknown {
  const reason = error instanceof Error ? /^(E[A-Z]+): ([^,]*)/.exec(error.message) : null;
  if (reason === null) return error;
  return new CodedError('OUTPUT_UNWRITABLE', `${path} cannot be written: ${reason[2]}.`, error);
}
