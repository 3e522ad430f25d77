/** The types of PostgreSQL that are written, by their numbers there, and what a value of each takes. */
export const INT2 = { oid: 21, bytes: 2 } as const;
export const INT4 = { oid: 23, bytes: 4 } as const;
export const FLOAT8 = { oid: 701, bytes: 8 } as const;
const TEXT_OID = 25;

export type FixedType = typeof INT2 | typeof INT4 | typeof FLOAT8;

const SIGNATURE = [0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00];
/** No flags, and nothing beyond the header. */
const HEADER_REST_BYTES = 8;
const LAST_ROW = -1;
const LENGTH_BYTES = 4;
/** Dimensions, flags, type of the elements, length, first index. */
const LIST_HEAD_BYTES = 5 * 4;
const CHUNK_BYTES = 256 * 1024;

/**
 * Rows as PostgreSQL reads them with COPY in its binary format: numbers as they are, which nobody has to put into words
 * here and to read out of words there.
 *
 * @see https://www.postgresql.org/docs/current/sql-copy.html
 */
export class BinaryRows {
  #bytes = new Uint8Array(CHUNK_BYTES + 64 * 1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor() {
    this.#bytes.set(SIGNATURE);
    // Room that no row has used holds zeros.
    this.#length = SIGNATURE.length + HEADER_REST_BYTES;
  }

  /** Whether there is a chunk to take. */
  get isFull(): boolean {
    return this.#length >= CHUNK_BYTES;
  }

  /** What was written since the last take. Valid until the next write: consume it first. */
  take(): Uint8Array {
    const chunk = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return chunk;
  }

  /** Begins a row of so many fields. */
  row(fields: number): this {
    this.#makeRoom(INT2.bytes);
    this.#put(INT2, fields);
    return this;
  }

  /** After the last row. */
  end(): this {
    return this.row(LAST_ROW);
  }

  /** @param id in hexadecimal, with hyphens */
  uuid(id: string): this {
    const value = Buffer.from(id.replaceAll('-', ''), 'hex');
    this.#makeRoom(LENGTH_BYTES + value.length);
    this.#put(INT4, value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  number(type: FixedType, value: number): this {
    this.#makeRoom(LENGTH_BYTES + type.bytes);
    this.#element(type, value);
    return this;
  }

  /** A list of the values at these indexes, in their order. */
  list(type: FixedType, values: ArrayLike<number>, indexes: Uint32Array): this {
    const bytes = LIST_HEAD_BYTES + indexes.length * (LENGTH_BYTES + type.bytes);
    this.#makeRoom(LENGTH_BYTES + bytes);
    this.#put(INT4, bytes);
    this.#listHead(type.oid, indexes.length);
    for (let i = 0; i < indexes.length; i++) this.#element(type, values[indexes[i]]);
    return this;
  }

  texts(values: readonly string[]): this {
    const encoded = values.map((value) => Buffer.from(value));
    const bytes = encoded.reduce((sum, { length }) => sum + LENGTH_BYTES + length, LIST_HEAD_BYTES);
    this.#makeRoom(LENGTH_BYTES + bytes);
    this.#put(INT4, bytes);
    this.#listHead(TEXT_OID, encoded.length);
    for (const value of encoded) {
      this.#put(INT4, value.length);
      this.#bytes.set(value, this.#length);
      this.#length += value.length;
    }
    return this;
  }

  #listHead(oid: number, length: number): void {
    for (const value of [1, 0, oid, length, 1]) this.#put(INT4, value);
  }

  #element(type: FixedType, value: number): void {
    this.#put(INT4, type.bytes);
    this.#put(type, value);
  }

  #put(type: FixedType, value: number): void {
    if (type === INT4) this.#view.setInt32(this.#length, value);
    else if (type === INT2) this.#view.setInt16(this.#length, value);
    else this.#view.setFloat64(this.#length, value);
    this.#length += type.bytes;
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
