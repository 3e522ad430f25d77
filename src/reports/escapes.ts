/**
 * What is written instead of a byte. Only control characters, quotes and backslashes have an escape: others are not
 * even looked at (copying.ts).
 */
export interface Escapes {
  /** Per byte: 0 for the byte itself, else an index into `texts`. */
  readonly indexOf: Uint8Array;
  readonly texts: Uint8Array[];
  /** The same for the row writer: eight bytes per byte, the length of what is written and its bytes. */
  readonly table: Uint8Array;
  /** Bytes that stand for one byte at most. */
  readonly longest: number;
}

/** @param texts ASCII texts by the byte that they stand for: a control character, a quote or a backslash */
export function escapes(texts: ReadonlyMap<number, string>): Escapes {
  const encoded = [...texts.values()].map((text) => new Uint8Array(Buffer.from(text, 'latin1')));
  const indexOf = new Uint8Array(256);
  [...texts.keys()].forEach((byte, i) => {
    indexOf[byte] = i + 1;
  });
  return {
    indexOf,
    texts: [new Uint8Array(0), ...encoded],
    table: tableOf(texts),
    longest: Math.max(1, ...encoded.map(({ length }) => length)),
  };
}

function tableOf(texts: ReadonlyMap<number, string>): Uint8Array {
  const table = new Uint8Array(256 * 8);
  for (let byte = 0; byte < 256; byte++) {
    const text = texts.get(byte);
    const written = text === undefined ? [byte] : [...Buffer.from(text, 'latin1')];
    table.set([written.length, ...written], byte * 8);
  }
  return table;
}
