import type { ScanProgress } from '../engine/node/types.js';
import { bytes, count } from './format.js';

const WIDTH = 30;
const ERASE_LINE = '\r\u001b[2K';

/** A terminal, as far as a bar needs it. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far a command has got, on terminals only. */
export class ProgressBar {
  readonly #terminal: Terminal | null;

  constructor(terminal: Terminal) {
    this.#terminal = terminal.isTTY ? terminal : null;
  }

  scanned({ bytesRead, bytesTotal, rowsRead, stage }: ScanProgress): void {
    if (stage === 'MERGING') {
      this.say('Merging …');
      return;
    }
    const share = bytesTotal === 0 ? 1 : Math.min(1, bytesRead / bytesTotal);
    const full = Math.round(share * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    const percent = String(Math.floor(share * 100)).padStart(3);
    this.say(`${bar} ${percent} %  ${bytes(bytesRead)} of ${bytes(bytesTotal)}  ${count(rowsRead)} rows`);
  }

  say(text: string): void {
    this.#terminal?.write(`${ERASE_LINE}${text}`);
  }

  /** Leaves the line as it was. */
  clear(): void {
    this.say('');
  }
}
