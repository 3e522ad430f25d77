import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter, CHUNK_BYTES } from '../../src/reports/byteWriter.js';
import { textsOf } from '../../src/reports/copying.js';
import { escapes } from '../../src/reports/escapes.js';

const ALL_ESCAPED = escapes(
  new Map(
    [...Array(0x20).keys(), 0x22, 0x5c].map((byte) => [byte, `<${byte.toString(16).padStart(2, '0')}>`]),
  ),
);

/** Characters that are escaped, that lie next to them, and of every length in UTF-8. */
const characters = fc.constantFrom(
  ...'\0\u0001\t\n\u001f !"#[\\]\u007f',
  'a',
  'é',
  '\u0080',
  '\u2028',
  '\uFEFF',
  '\u{1F600}',
);
const anyText = fc.oneof(
  fc.string({ unit: characters, maxLength: 80 }),
  fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 80 }),
);

function columnOf(texts: string[]) {
  const encoded = texts.map((text) => Buffer.from(text));
  const starts = new Uint32Array(texts.length + 1);
  encoded.forEach(({ length }, i) => {
    starts[i + 1] = starts[i] + length;
  });
  // A copy, so that the column ends where its memory ends.
  return { starts, bytes: new Uint8Array(Buffer.concat(encoded)) };
}

function escapedByHand(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
  return text.replace(/[\x00-\x1f"\\]/g, (found) => `<${found.charCodeAt(0).toString(16).padStart(2, '0')}>`);
}

function taken(writer: ByteWriter): string {
  return Buffer.from(writer.take()).toString('utf8');
}

describe('the writer of artefacts', () => {
  it('escapes any text, wherever it lies in its column', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 8 }), fc.nat(9), (texts, offset) => {
        const column = textsOf(columnOf(texts));
        const writer = new ByteWriter();
        writer.ascii('.'.repeat(offset));
        texts.forEach((_, i) => {
          writer.escaped(column, column.starts[i], column.starts[i + 1], ALL_ESCAPED);
        });
        expect(taken(writer)).toBe('.'.repeat(offset) + texts.map(escapedByHand).join(''));
      }),
      { numRuns: 1_000 },
    );
  });

  it('grows for what is longer than a chunk', () => {
    const writer = new ByteWriter();
    const long = '"é'.repeat(400_000);
    const column = textsOf(columnOf([long]));
    writer.escaped(column, 0, column.starts[1], ALL_ESCAPED);
    writer.text(long);
    writer.ascii('x'.repeat(2 * CHUNK_BYTES));
    writer.copy(Buffer.from('y'.repeat(3 * CHUNK_BYTES)));
    expect(taken(writer)).toBe(
      escapedByHand(long) + long + 'x'.repeat(2 * CHUNK_BYTES) + 'y'.repeat(3 * CHUNK_BYTES),
    );
    expect(writer.length).toBe(0);
  });
});
