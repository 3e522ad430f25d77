import type { ScanProgress } from './types.js';

/** The progress of several scans as that of one: sums that never fall, and the stage of the one that is behind. */
export class ProgressSum {
  readonly #latest: ScanProgress[];

  /** @param files how many scans there are */
  constructor(
    files: number,
    private readonly onProgress: (progress: ScanProgress) => void,
  ) {
    this.#latest = Array.from({ length: files }, () => ({
      bytesRead: 0,
      bytesTotal: 0,
      rowsRead: 0,
      stage: 'SCANNING',
    }));
  }

  /** Takes what one of the scans says. */
  scanned(file: number, progress: ScanProgress): void {
    this.#latest[file] = progress;
    this.onProgress({
      bytesRead: this.#sum('bytesRead'),
      bytesTotal: this.#sum('bytesTotal'),
      rowsRead: this.#sum('rowsRead'),
      stage: this.#latest.every(({ stage }) => stage === 'MERGING') ? 'MERGING' : 'SCANNING',
    });
  }

  #sum(part: 'bytesRead' | 'bytesTotal' | 'rowsRead'): number {
    return this.#latest.reduce((total, one) => total + one[part], 0);
  }
}
