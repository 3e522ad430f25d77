import type { ByteWriter } from '../byteWriter.js';

/**
 * Thrift's compact protocol, as far as the metadata of Parquet needs it: numbers are whole and not negative.
 */
export interface ThriftValue {
  /** Its number in the protocol. */
  readonly type: number;
  write(out: ByteWriter): void;
}

const [TRUE, FALSE, I32, I64, BINARY, LIST, STRUCT] = [1, 2, 5, 6, 8, 9, 12];
const STRUCT_END = 0;
/** Lengths from here on do not fit beside the type. */
const LONG_LIST = 15;

export function i32(value: number): ThriftValue {
  return { type: I32, write: (out) => writeSigned(out, value) };
}

export function i64(value: number): ThriftValue {
  return { type: I64, write: (out) => writeSigned(out, value) };
}

/** A field of a structure; in a list it would look otherwise. */
export function bool(value: boolean): ThriftValue {
  return { type: value ? TRUE : FALSE, write: () => undefined };
}

export function binary(bytes: Uint8Array): ThriftValue {
  return {
    type: BINARY,
    write: (out) => {
      writeVarint(out, bytes.length);
      out.copy(bytes);
    },
  };
}

export function text(value: string): ThriftValue {
  return binary(Buffer.from(value, 'utf8'));
}

/** Values of one type. */
export function list(values: readonly ThriftValue[]): ThriftValue {
  const type = values[0]?.type ?? STRUCT;
  return {
    type: LIST,
    write: (out) => {
      out.byte((Math.min(values.length, LONG_LIST) << 4) | type);
      if (values.length >= LONG_LIST) writeVarint(out, values.length);
      for (const value of values) value.write(out);
    },
  };
}

/** @param fields by their numbers, no two of which in a row are more than 15 apart; undefined ones are left out */
export function struct(fields: Readonly<Record<number, ThriftValue | undefined>>): ThriftValue {
  return {
    type: STRUCT,
    write: (out) => {
      let last = 0;
      // Whole numbers as keys are enumerated in their order.
      for (const [key, value] of Object.entries(fields)) {
        if (value === undefined) continue;
        out.byte(((Number(key) - last) << 4) | value.type);
        value.write(out);
        last = Number(key);
      }
      out.byte(STRUCT_END);
    },
  };
}

/** A number of any size up to 2^53, seven bits a byte, the lowest first. */
export function writeVarint(out: ByteWriter, value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) out.byte((rest % 0x80) | 0x80);
  out.byte(rest);
}

/** The lowest bit is the sign. */
function writeSigned(out: ByteWriter, value: number): void {
  writeVarint(out, value * 2);
}
