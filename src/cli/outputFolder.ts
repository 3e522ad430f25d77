import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
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

  /** Files that lie in a folder of it already, as paths below it. @param isOurs whether a run may have left a file of this name */
  earlier(folder: string, isOurs: (name: string) => boolean): string[] {
    return writing(this.path, () => filesBelow(join(this.path, folder)))
      .filter(isOurs)
      .map((name) => join(folder, name));
  }

  /**
   * Puts the results in place.
   * @param replaced paths that an earlier run may have left: those that were not made anew are removed
   */
  publish(replaced: readonly string[]): void {
    writing(this.path, () => {
      const made = new Set(filesBelow(this.staging));
      for (const folder of foldersOf(made)) mkdirSync(join(this.path, folder), { recursive: true });
      for (const name of made) renameSync(join(this.staging, name), join(this.path, name));
      const gone = replaced.filter((name) => !made.has(name));
      for (const name of gone) rmSync(join(this.path, name), { force: true });
      for (const folder of foldersOf(gone)) removeEmptyUpTo(this.path, folder);
    });
  }

  /** Removes what is not in place; and the folder, when this run made it and nothing is in it. */
  close(): void {
    rmSync(this.staging, { recursive: true, force: true });
    if (this.#isNew) removeEmpty(this.path);
  }
}

/** Files below a folder, as paths relative to it; none when it is not there. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function foldersOf(names: Iterable<string>): Set<string> {
  return new Set(Array.from(names, dirname).filter((folder) => folder !== '.'));
}

/** Removes a folder below another one, and those between the two, as far as nothing is in them. */
function removeEmptyUpTo(top: string, folder: string): void {
  for (let name = folder; name !== '.'; name = dirname(name)) removeEmpty(join(top, name));
}

function removeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
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
