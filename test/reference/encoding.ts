import type { Encoding } from '../../src/domain/facts.js';
import { INVALID } from './text.js';
import { sequenceAt } from './utf8.js';

/** What is sniffed is sniffed from so many bytes at the beginning of the unpacked file. */
export const SNIFF_WINDOW = 1024 * 1024;

export const BYTE_ORDER_MARKS: Record<Encoding, readonly number[]> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'windows-1252': [],
};

/** UTF-16 by its mark only; without any mark the window has to decide between UTF-8 and Windows-1252. */
export function sniffEncoding(bytes: Uint8Array): Encoding {
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
    if (startsWith(bytes, BYTE_ORDER_MARKS[encoding])) return encoding;
  }
  return looksLikeUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

export function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

function looksLikeUtf8(bytes: Uint8Array): boolean {
  const window = bytes.subarray(0, SNIFF_WINDOW);
  const windowCutsTheFile = window.length < bytes.length;
  let multiByteSequences = 0;
  let badBytes = 0;
  for (let at = 0; at < window.length; ) {
    const { code, length, cut } = sequenceAt(window, at);
    const cutByTheWindow = cut && windowCutsTheFile;
    if (code === INVALID && !cutByTheWindow) badBytes += length;
    if (code !== INVALID && length > 1) multiByteSequences += 1;
    at += length;
  }
  return badBytes === 0 || multiByteSequences > badBytes;
}
