import type { Dictionary, TextColumn } from './facts.js';

// A field may begin with U+FEFF, and it is part of its text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Text i of a column. */
export function textAt(column: TextColumn, index: number): string {
  // TextDecoder takes no shared memory; slice copies out of it.
  return decoder.decode(column.bytes.slice(column.starts[index], column.starts[index + 1]));
}

/** Texts from .. to (exclusive) of a column. */
export function textsBetween(column: TextColumn, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => textAt(column, from + i));
}

/** Order of two texts by code point: the order of their UTF-8 bytes. Negative when a comes first. */
export function compareTexts(a: TextColumn, indexA: number, b: TextColumn, indexB: number): number {
  const startA = a.starts[indexA];
  const startB = b.starts[indexB];
  const lengthA = a.starts[indexA + 1] - startA;
  const lengthB = b.starts[indexB + 1] - startB;
  const common = Math.min(lengthA, lengthB);
  for (let i = 0; i < common; i++) {
    const difference = a.bytes[startA + i] - b.bytes[startB + i];
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** Order of two strings by code point; the language's own order puts U+FFxx after the astral planes. */
export function compareCodePoints(a: string, b: string): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return aboveSurrogates(unitA) - aboveSurrogates(unitB);
  }
  return a.length - b.length;
}

// Moves U+E000..U+FFFF below the surrogates, which is where their code points are.
function aboveSurrogates(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** Code of a text in a dictionary, whose codes from 1 on ascend by code point; -1 when the file does not have it. */
export function codeOf({ texts }: Dictionary, text: string): number {
  const bytes = encoder.encode(text);
  const wanted: TextColumn = { starts: Uint32Array.of(0, bytes.length), bytes };
  let low = 1;
  let high = texts.starts.length - 2;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compareTexts(texts, middle, wanted, 0);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Number of codes of a dictionary, the blank included. */
export function dictionarySize({ texts }: Dictionary): number {
  return texts.starts.length - 1;
}
