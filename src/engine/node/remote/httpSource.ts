import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError } from '../../../errors.js';
import type { ByteSource } from '../source.js';
import { Piece } from './piece.js';
import type { RemoteReach } from './reach.js';

/** Pieces that are on their way at once: one connection alone does not bring what a thread reads. */
const AT_ONCE = 4;

/** Where reading may end any moment, so much is asked for, then twice as much each time. */
const LATE_BYTES = 64 * 1024;

/** How soon a reader that waits hears that it should stop. */
const WATCH_MS = 250;

export interface Passage {
  /** Where to begin. */
  from: number;
  /** Where reading ends, or a little behind it; what lies behind is fetched when it is asked for. */
  expectedEnd: number;
  /** Whether to give up waiting. */
  isStopped: () => boolean;
}

/**
 * A remote file from a place on, in pieces that are fetched ahead. Waits give up with CANCELLED, and with the errors
 * of a piece.
 */
export class HttpSource implements ByteSource {
  consumed = 0;
  private readonly pieces: Piece[] = [];
  /** Blocks to be used again. */
  private readonly spares: Buffer[] = [];
  private readonly pieceBytes: number;
  private readonly expectedEnd: number;
  private next: number;
  private lateBytes = LATE_BYTES;
  private isClosed = false;
  private wake: () => void = () => undefined;
  private readonly watch: NodeJS.Timeout;

  constructor(
    private readonly file: RemoteReach,
    private readonly passage: Passage,
  ) {
    this.next = passage.from;
    this.expectedEnd = Math.min(file.bytes, passage.expectedEnd + LATE_BYTES);
    this.pieceBytes = Math.floor(file.aheadBytes / AT_ONCE);
    this.watch = setInterval(() => {
      if (passage.isStopped()) this.wake();
    }, WATCH_MS);
    this.fetchAhead();
  }

  /** Fills the target, but at the end of the file, and where only a guess says how much more will be read. */
  async read(target: Uint8Array): Promise<number> {
    // What has come while the thread was at work lies in its sockets: without a turn it would stay there.
    await nextTurn();
    let filled = 0;
    while (filled < target.length) {
      const piece = this.firstPiece() ?? (filled === 0 ? this.latePiece() : null);
      if (piece === null) break;
      await this.arrival(piece);
      filled += piece.read(target.subarray(filled));
    }
    this.consumed += filled;
    return filled;
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.watch);
    for (const piece of this.pieces) piece.cancel();
    this.wake();
  }

  /** The piece that is read from; null where none was fetched ahead. */
  private firstPiece(): Piece | null {
    if (this.pieces[0]?.isOver) {
      this.spares.push(...this.pieces.splice(0, 1).map(({ block }) => block));
      this.fetchAhead();
    }
    return this.pieces[0] ?? null;
  }

  private fetchAhead(): void {
    while (this.pieces.length < AT_ONCE && this.next < this.expectedEnd) this.fetch(this.expectedEnd);
  }

  /** What lies behind the expected end; null at the end of the file. */
  private latePiece(): Piece | null {
    if (this.next === this.file.bytes) return null;
    this.fetch(Math.min(this.file.bytes, this.next + this.lateBytes));
    this.lateBytes *= 2;
    return this.pieces[0];
  }

  private fetch(until: number): void {
    const size = Math.min(this.pieceBytes, until - this.next);
    const spare = this.spares.pop();
    const block = spare !== undefined && spare.length >= size ? spare : Buffer.allocUnsafeSlow(size);
    this.pieces.push(new Piece(this.file, this.next, size, block, () => this.wake()));
    this.next += size;
  }

  private async arrival(piece: Piece): Promise<void> {
    while (piece.unread === 0) {
      if (this.isClosed || this.passage.isStopped()) throw new CodedError('CANCELLED');
      if (piece.failure !== null) throw piece.failure.error;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

const CHUNK_BYTES = 256 * 1024;

/** A source as a stream, which closes it when it ends. */
export class SourceStream extends Readable {
  constructor(private readonly source: ByteSource) {
    super({ highWaterMark: CHUNK_BYTES });
  }

  get bytesRead(): number {
    return this.source.consumed;
  }

  override _read(): void {
    this.readChunk().catch((error: Error) => this.destroy(error));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.source.close();
    done(error);
  }

  private async readChunk(): Promise<void> {
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const bytes = await this.source.read(chunk);
    this.push(bytes === 0 ? null : chunk.subarray(0, bytes));
  }
}
