import {
  type Codes,
  type Dictionary,
  type Facts,
  KEY_DIGEST_BYTES,
  KEY_FIELDS,
  type TextColumn,
} from '../../domain/facts.js';
import { dictionarySize } from '../../domain/text.js';
import type { ByteWriter } from '../byteWriter.js';
import { DistinctTexts } from './distinctTexts.js';
import type { RowGroup } from './rowGroups.js';

/** The texts of a column in a row group, each of them once. */
export interface Words {
  /** The word of each case of the group, or NO_WORD. Valid until the next group. */
  codes: Uint32Array;
  /** Codes are below it. */
  count: number;
  write(out: ByteWriter, code: number): void;
}

export type WordsOf = (group: RowGroup) => Words;

/** Stands for null. */
export const NO_WORD = 0xffff_ffff;

/** As Parquet has a text: its length in bytes, and the bytes. */
export function writeText(out: ByteWriter, { starts, bytes }: TextColumn, index: number): void {
  const from = starts[index];
  const to = starts[index + 1];
  out.uint32(to - from);
  out.copy(bytes, from, to);
}

/** The keys of cases: each case has one of its own. */
export function caseKeys({ keyDigests }: Facts): WordsOf {
  return ({ from, to }) => ({
    codes: Uint32Array.from({ length: to - from }, (_, i) => i),
    count: to - from,
    write: (out, code) => writeHex(out, keyDigests, (from + code) * KEY_DIGEST_BYTES),
  });
}

const HEX_DIGITS = Buffer.from('0123456789abcdef', 'latin1');

function writeHex(out: ByteWriter, digests: Uint8Array, start: number): void {
  out.uint32(KEY_DIGEST_BYTES * 2);
  for (let i = start; i < start + KEY_DIGEST_BYTES; i++) {
    out.byte(HEX_DIGITS[digests[i] >>> 4]);
    out.byte(HEX_DIGITS[digests[i] & 0xf]);
  }
}

/** One of the texts of the key. */
export function keyField({ keys }: Facts, field: number): WordsOf {
  const distinct = new DistinctTexts(keys);
  return ({ from, to }) => {
    distinct.restart(to - from);
    const codes = new Uint32Array(to - from);
    for (let i = 0; i < codes.length; i++) codes[i] = distinct.codeOf((from + i) * KEY_FIELDS + field);
    return {
      codes,
      count: distinct.count,
      write: (out, code) => writeText(out, keys, distinct.textOf(code)),
    };
  };
}

/** Words of a fixed list, by a code per case. */
export function listed(codes: Codes, words: readonly string[]): WordsOf {
  const texts = words.map((word) => Buffer.from(word, 'utf8'));
  return ({ from, to }) => ({
    codes: Uint32Array.from(codes.subarray(from, to)),
    count: texts.length,
    write: (out, code) => {
      out.uint32(texts[code].length);
      out.copy(texts[code]);
    },
  });
}

/** Words of a dictionary, whose blank is null, by codes. @param range the codes that belong to a group */
export function dictionaryWords(
  dictionary: Dictionary,
  codes: Codes,
  range: (group: RowGroup) => readonly [from: number, to: number],
): WordsOf {
  const numbering = new Numbering(dictionarySize(dictionary));
  return (group) => {
    numbering.restart();
    const [from, to] = range(group);
    const own = new Uint32Array(to - from);
    for (let i = 0; i < own.length; i++) {
      const code = codes[from + i];
      own[i] = code === 0 ? NO_WORD : numbering.of(code);
    }
    return {
      codes: own,
      count: numbering.count,
      write: (out, code) => writeText(out, dictionary.texts, numbering.codeAt(code)),
    };
  };
}

/** Numbers the codes that occur from 0 on: few of a large dictionary may be in a group. */
class Numbering {
  /** One more than the number, 0 where there is none yet. */
  readonly #numbers: Uint32Array;
  readonly #codes: Uint32Array;
  count = 0;

  constructor(size: number) {
    this.#numbers = new Uint32Array(size);
    this.#codes = new Uint32Array(size);
  }

  restart(): void {
    for (let i = 0; i < this.count; i++) this.#numbers[this.#codes[i]] = 0;
    this.count = 0;
  }

  of(code: number): number {
    if (this.#numbers[code] === 0) {
      this.#codes[this.count] = code;
      this.#numbers[code] = ++this.count;
    }
    return this.#numbers[code] - 1;
  }

  codeAt(number: number): number {
    return this.#codes[number];
  }
}
