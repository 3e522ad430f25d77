import type { Encoding } from '../../domain/facts.js';

export interface SniffedEncoding {
  encoding: Encoding;
  /** Bytes of the byte-order mark to skip. */
  markBytes: number;
}

/**
 * The encoding of a file by its first bytes (a byte-order mark, else UTF-8 where it is plausible, else
 * Windows-1252). A given encoding wins, and its own mark is still skipped.
 * @param whole whether the window is all of the file: then nothing but the file itself cuts a character at its end
 */
export function sniffEncoding(window: Uint8Array, whole: boolean, given?: Encoding): SniffedEncoding {
  const marked = byteOrderMark(window);
  if (given !== undefined) {
    return { encoding: given, markBytes: marked?.encoding === given ? marked.markBytes : 0 };
  }
  if (marked !== null) return marked;
  return { encoding: looksLikeUtf8(window, whole) ? 'utf-8' : 'windows-1252', markBytes: 0 };
}

function byteOrderMark(window: Uint8Array): SniffedEncoding | null {
  if (window[0] === 0xef && window[1] === 0xbb && window[2] === 0xbf)
    return { encoding: 'utf-8', markBytes: 3 };
  if (window[0] === 0xff && window[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (window[0] === 0xfe && window[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  return null;
}

/** UTF-32 in either order begins like UTF-16, or with zeros; it is not read. */
export function isUtf32(window: Uint8Array): boolean {
  const little = window[0] === 0xff && window[1] === 0xfe && window[2] === 0 && window[3] === 0;
  const big = window[0] === 0 && window[1] === 0 && window[2] === 0xfe && window[3] === 0xff;
  return window.length >= 4 && (little || big);
}

/** Whether the window is UTF-8, or has more valid multi-byte characters than bytes that are part of none. */
function looksLikeUtf8(window: Uint8Array, whole: boolean): boolean {
  let valid = 0;
  let bad = 0;
  for (let at = 0; at < window.length; ) {
    if (window[at] < 0x80) {
      at++;
      continue;
    }
    const size = characterSize(window, at);
    if (size > 1) {
      valid++;
      at += size;
    } else if (size < 0) {
      if (whole) bad += window.length - at;
      break;
    } else {
      bad++;
      at++;
    }
  }
  return bad === 0 || valid > bad;
}

/** Bytes of the multi-byte character at `at`; 0 where it is ill-formed, −1 where the end cuts a good beginning. */
export function characterSize(bytes: Uint8Array, at: number): number {
  const lead = bytes[at];
  let size = 0;
  let low = 0x80;
  let high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) size = 2;
  else if (lead >= 0xe0 && lead <= 0xef) {
    size = 3;
    if (lead === 0xe0) low = 0xa0;
    if (lead === 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    size = 4;
    if (lead === 0xf0) low = 0x90;
    if (lead === 0xf4) high = 0x8f;
  } else return 0;
  for (let k = 1; k < size; k++) {
    if (at + k >= bytes.length) return -1;
    const byte = bytes[at + k];
    if (byte < low || byte > high) return 0;
    low = 0x80;
    high = 0xbf;
  }
  return size;
}
