import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../../../errors.js';
import type { RemoteReach } from './reach.js';
import { BrokenTransfer, transfer } from './transfer.js';

/** Transfers in a row that bring not one byte, and milliseconds without one, after which the server is not there. */
const MOST_FAILURES = 6;
const PATIENCE_MS = 20_000;

const FIRST_PAUSE_MS = 100;

/** A part of a remote file on its way into a block; what has come can be read while the rest is coming. */
export class Piece {
  /** Why the rest does not come. */
  failure: { error: unknown } | null = null;
  private arrived = 0;
  private taken = 0;
  private lastArrivalAt = performance.now();
  private readonly cancelling = new AbortController();

  /**
   * @param first where it begins in the file
   * @param size  in bytes, at most those of the block
   * @param onChange called when more has come, and when the rest does not come
   */
  constructor(
    private readonly file: RemoteReach,
    private readonly first: number,
    private readonly size: number,
    readonly block: Buffer,
    private readonly onChange: () => void,
  ) {
    this.fetch().catch((error: unknown) => {
      this.failure = { error };
      onChange();
    });
  }

  /** Bytes that have come and were not read. */
  get unread(): number {
    return this.arrived - this.taken;
  }

  /** Whether all was read; its block is free then. */
  get isOver(): boolean {
    return this.taken === this.size;
  }

  /** Moves what has come into the start of `target`, as far as there is room. @returns bytes */
  read(target: Uint8Array): number {
    const bytes = Math.min(target.length, this.unread);
    target.set(this.block.subarray(this.taken, this.taken + bytes));
    this.taken += bytes;
    return bytes;
  }

  cancel(): void {
    this.cancelling.abort();
  }

  /** As many transfers as it takes, each from where the one before broke off. */
  private async fetch(): Promise<void> {
    for (let failures = 0; this.arrived < this.size; ) {
      const before = this.arrived;
      try {
        await this.transferRest();
      } catch (error) {
        failures = this.arrived > before ? 1 : failures + 1;
        this.giveUpAfter(failures, error);
        await this.pause(failures);
      }
    }
  }

  private transferRest(): Promise<void> {
    const rest = { first: this.first + this.arrived, end: this.first + this.size };
    const take = (bytes: Buffer) => {
      this.block.set(bytes, this.arrived);
      this.arrived += bytes.length;
      this.lastArrivalAt = performance.now();
      this.onChange();
    };
    return transfer(this.file, rest, take, this.cancelling.signal);
  }

  private giveUpAfter(failures: number, error: unknown): void {
    if (!(error instanceof BrokenTransfer) || this.cancelling.signal.aborted) throw error;
    const silentMs = performance.now() - this.lastArrivalAt;
    if (failures < MOST_FAILURES && silentMs < PATIENCE_MS) return;
    throw new CodedError('UNAVAILABLE', error.message, error.cause);
  }

  /** Each twice as long as the one before, and none quite like another: many threads ask the same server. */
  private async pause(failures: number): Promise<void> {
    const ms = FIRST_PAUSE_MS * 2 ** (failures - 1);
    await sleep(ms * (0.75 + Math.random() / 2), undefined, { signal: this.cancelling.signal });
  }
}
