import { type Codes, type Facts, KEY_FIELDS, type TextColumn } from '../domain/facts.js';
import type { Pieces } from './copying.js';
import type { CellFlags } from './csvCell.js';
import type { Escapes } from './escapes.js';
import type { ListedWords } from './pieces.js';
import { type RowMemory, rowMemoryOf } from './rowMemory.js';

/** Words of a step: its operation and what it needs. */
const STEP_WORDS = 16;

/** In the order of assembly/writer/index.ts. */
const OPERATIONS = [
  'LITERAL',
  'HEX',
  'TEXT',
  'TIME',
  'NUMBER',
  'PIECE',
  'TEXTS',
  'CODES',
  'RANK',
  'COUNT',
  'SECONDS',
] as const;

/** Longest list that is written whole. */
const WHOLE_LIST = 0xffff_ffff;

/** How a text stands in a row: its escapes, and as a cell of a CSV with the flags of its bytes. */
export interface TextStyle {
  escapes: Escapes;
  cells?: CellFlags;
}

/**
 * What a row of an artefact looks like: one step after the other, run for each case by the row writer. Columns are
 * arrays with an entry per case.
 */
export class RowProgram {
  readonly #facts: Facts;
  readonly #memory: RowMemory;
  readonly #steps: number[] = [];
  #laidOut: Uint32Array | null = null;

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#memory = rowMemoryOf(facts);
  }

  literal(text: string): this {
    const bytes = Buffer.from(text, 'utf8');
    return this.#step('LITERAL', this.#memory.addressOf(bytes), bytes.length);
  }

  /** The case's key. */
  key(): this {
    return this.#step('HEX', this.#memory.addressOf(this.#facts.keyDigests));
  }

  /** One of the texts of the key. */
  keyField(field: number, { escapes, cells }: TextStyle): this {
    const [starts, bytes] = this.#texts(this.#facts.keys);
    const [table, longest] = this.#escapes(escapes);
    return this.#step('TEXT', starts, bytes, KEY_FIELDS, field, table, longest, this.#optional(cells));
  }

  /** Seconds since 1970 as date and time. @param separator the byte between the two */
  time(seconds: Float64Array, separator: number): this {
    return this.#step('TIME', this.#memory.addressOf(seconds), separator);
  }

  /** The same seconds as a number. */
  seconds(column: Float64Array): this {
    return this.#step('SECONDS', this.#memory.addressOf(column));
  }

  /** A whole number. */
  number(column: Uint32Array): this {
    return this.#step('NUMBER', this.#memory.addressOf(column));
  }

  /** The case's place in key order. */
  rank(): this {
    return this.#step('RANK');
  }

  /** Entries of a list. @param starts where the list of each case begins */
  count(starts: Uint32Array): this {
    return this.#step('COUNT', this.#memory.addressOf(starts));
  }

  /** The piece that a code stands for. */
  piece(codes: Codes, pieces: Pieces): this {
    return this.#step('PIECE', ...this.#codes(codes), ...this.#pieces(pieces));
  }

  /** The case's alert numbers. */
  alertNumbers(separator: string, { escapes, cells }: TextStyle, most = WHOLE_LIST): this {
    const between = Buffer.from(separator, 'latin1');
    return this.#step(
      'TEXTS',
      this.#memory.addressOf(this.#facts.numberStarts),
      ...this.#texts(this.#facts.numbers),
      ...this.#escapes(escapes),
      this.#memory.addressOf(between),
      between.length,
      most,
      this.#optional(cells),
    );
  }

  /** The case's chronology. @param needQuotes per status, where the list is a cell of a CSV */
  chronology(
    words: ListedWords,
    {
      cells,
      needQuotes,
      most = WHOLE_LIST,
    }: { cells?: CellFlags; needQuotes?: Uint8Array; most?: number } = {},
  ): this {
    return this.#step(
      'CODES',
      this.#memory.addressOf(this.#facts.chronologyStarts),
      ...this.#codes(this.#facts.chronology),
      ...this.#pieces(words.first),
      ...this.#pieces(words.following),
      most,
      this.#optional(cells),
      this.#optional(needQuotes),
    );
  }

  /**
   * The rows of some cases, piece by piece; a piece is valid until the next one is asked for.
   * @param cases their indexes; all, in key order, when absent
   */
  *rows(cases?: Uint32Array): Generator<Uint8Array> {
    const memory = this.#memory;
    this.#laidOut ??= Uint32Array.from(this.#steps);
    const program = memory.addressOf(this.#laidOut);
    const order = cases === undefined ? 0 : memory.addressOf(cases);
    let { address, room } = memory.room();
    memory.writer.start(
      program,
      this.#steps.length / STEP_WORDS,
      order,
      0,
      cases?.length ?? this.#facts.caseCount,
    );
    while (memory.writer.isDone() === 0) {
      const length = memory.writer.fill(address, room);
      if (length > 0) yield memory.bytes(address, length);
      else if (memory.writer.isDone() === 0)
        ({ address, room } = memory.room(memory.writer.wantedRoom() >>> 0));
    }
  }

  #step(operation: (typeof OPERATIONS)[number], ...operands: number[]): this {
    const words = [OPERATIONS.indexOf(operation), ...operands];
    this.#steps.push(...words, ...Array<number>(STEP_WORDS - words.length).fill(0));
    return this;
  }

  #texts({ starts, bytes }: TextColumn): [number, number] {
    return [this.#memory.addressOf(starts), this.#memory.addressOf(bytes)];
  }

  #codes(codes: Codes): [number, number] {
    return [this.#memory.addressOf(codes), codes.BYTES_PER_ELEMENT];
  }

  #pieces({ starts, view }: Pieces): [number, number] {
    return [this.#memory.addressOf(starts), this.#memory.addressOf(view)];
  }

  #escapes({ table, longest }: Escapes): [number, number] {
    return [this.#memory.addressOf(table), longest];
  }

  #optional(table: Uint8Array | undefined): number {
    return table === undefined ? 0 : this.#memory.addressOf(table);
  }
}
