import type { TextColumn } from '../domain/facts.js';
import type { Escapes } from './escapes.js';

/** Texts that occur again and again, encoded once: piece i is bytes starts[i] .. starts[i + 1] of the view. */
export interface Pieces {
  readonly starts: Uint32Array;
  /** Longer than the pieces by what a copy by words reads beyond the last of them. */
  readonly view: DataView;
}

/**
 * The loops that run once per byte of an artefact. They go by words of four bytes, at any offset, which takes a third
 * of the time of going by bytes.
 */

/** Bytes that a copy by words may touch beyond its end, on either side. */
export const SLACK = 4;

/** A column of texts that can be read by words. */
export interface Texts extends TextColumn {
  readonly view: DataView;
}

export function textsOf({ starts, bytes }: TextColumn): Texts {
  return { starts, bytes, view: viewOf(bytes) };
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** A buffer that is written by bytes and by words. */
export interface Target {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * Copies bytes from .. to (exclusive) of some texts, with escapes.
 * @returns where the target ends then
 */
export function copyEscaped(
  target: Target,
  at: number,
  { bytes, view }: Texts,
  from: number,
  to: number,
  escapes: Escapes,
): number {
  const lastWord = view.byteLength - 4;
  const shift = at - from;
  let i = from;
  for (; i < to && i <= lastWord; i += 4) {
    const word = view.getUint32(i, true);
    if (mayNeedEscape(word)) break;
    target.view.setUint32(shift + i, word, true);
  }
  return i >= to ? shift + to : copyEscapedBytes(target.bytes, shift + i, bytes, i, to, escapes);
}

/** Whether one of four bytes is a control character, a quote or a backslash; now and then of others, too. */
function mayNeedEscape(word: number): boolean {
  const quotes = word ^ 0x2222_2222;
  const backslashes = word ^ 0x5c5c_5c5c;
  // The highest bit of a byte: set by the subtraction where the byte was small, and where a borrow came by.
  const small =
    ((word - 0x2020_2020) & ~word) |
    ((quotes - 0x0101_0101) & ~quotes) |
    ((backslashes - 0x0101_0101) & ~backslashes);
  return (small & 0x8080_8080) !== 0;
}

function copyEscapedBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  from: number,
  to: number,
  { indexOf, texts }: Escapes,
): number {
  let end = at;
  for (let i = from; i < to; i++) {
    const byte = source[i];
    const index = indexOf[byte];
    if (index === 0) {
      target[end++] = byte;
    } else {
      const text = texts[index];
      for (let k = 0; k < text.length; k++) target[end++] = text[k];
    }
  }
  return end;
}
