import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from './decode.js';
import { SNIFF_WINDOW, sniffEncoding } from './encoding.js';
import { analyze, bytesOf, file, HEADER, line, warningCodes } from './support.js';

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

const TEXT = `${HEADER}\n${line({ node: 'São 😀 €' })}\n${line({ node: 'b', number: '' })}\n`;

test('UTF-8 is cut into the same characters as by TextDecoder, invalid ones included', () => {
  const nearSequences = fc.oneof(
    fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0x9f, 0xed, 0xf0, 0x90, 0x8f, 0xf4, 0xf5, 0xff, 0xc0),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(nearSequences, { maxLength: 40 }), (values) => {
      const bytes = Uint8Array.from(values);
      const text = decode(bytes, 'utf-8');
      const withoutMark = bytes.subarray(text.fileOffset(0));
      expect(text.slice(0, text.length)).toBe(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(withoutMark),
      );
      expect(text.fileOffset(text.length)).toBe(bytes.length);
    }),
    { numRuns: 2_000 },
  );
});

/** As the Unicode Consortium's table has them; TextDecoder is no witness, some versions of Node take it for Latin-1. */
const WINDOWS_1252_FROM_80 = [
  0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152,
  0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
  0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
];

test('Windows-1252 is Latin-1 but for 80 to 9F, where five bytes are none', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const codes = [...decode(bytes, 'windows-1252').slice(0, 256)].map((character) => character.codePointAt(0));
  const latin1 = (from: number, to: number) => Array.from(bytes.subarray(from, to));
  expect(codes).toEqual([...latin1(0, 0x80), ...WINDOWS_1252_FROM_80, ...latin1(0xa0, 0x100)]);
});

test('UTF-16 is that of TextDecoder, lone surrogates included', () => {
  const units = fc.oneof(
    fc.constantFrom(0xd800, 0xdbff, 0xdc00, 0xdfff, 0x41),
    fc.integer({ min: 0, max: 0xffff }),
  );
  fc.assert(
    fc.property(fc.array(units, { maxLength: 20 }), (values) => {
      const bytes = new Uint8Array(Uint16Array.from([0x41, ...values]).buffer);
      const expected = new TextDecoder('utf-16le').decode(bytes);
      const text = decode(bytes, 'utf-16le');
      expect(text.slice(0, text.length)).toBe(expected);
    }),
  );
});

describe('sniffing', () => {
  test.each([
    ['plain ASCII', bytesOf('abc'), 'utf-8'],
    ['UTF-8', bytesOf('ação'), 'utf-8'],
    ['a UTF-8 mark before bad bytes', Buffer.from([0xef, 0xbb, 0xbf, 0xe7, 0xe7]), 'utf-8'],
    ['a UTF-16 mark, little end first', Buffer.from([0xff, 0xfe, 0x41, 0]), 'utf-16le'],
    ['a UTF-16 mark, big end first', Buffer.from([0xfe, 0xff, 0, 0x41]), 'utf-16be'],
    ['Latin letters', Buffer.from('ação', 'latin1'), 'windows-1252'],
    ['more characters than bad bytes', Buffer.concat([bytesOf('çã'), Buffer.from([0xe7])]), 'utf-8'],
    ['as many bad bytes as characters', Buffer.concat([bytesOf('çx'), Buffer.from([0xe7])]), 'windows-1252'],
    ['a Latin letter at the very end', Buffer.from('caf\xe9', 'latin1'), 'windows-1252'],
  ])('%s', (_, bytes, encoding) => {
    expect(sniffEncoding(bytes)).toBe(encoding);
  });

  test('a character that the window cuts is not held against UTF-8', () => {
    const filler = 'a'.repeat(SNIFF_WINDOW - 1);
    expect(sniffEncoding(bytesOf(`${filler}é`))).toBe('utf-8');
    expect(sniffEncoding(Buffer.from(`${filler}é `, 'latin1'))).toBe('utf-8');
    expect(sniffEncoding(Buffer.from(`${filler.slice(1)}é `, 'latin1'))).toBe('windows-1252');
  });
});

describe('one text in every encoding', () => {
  const secondRow = TEXT.indexOf(line({ node: 'b', number: '' }));

  test.each([
    ['utf-8', bytesOf(TEXT), Buffer.byteLength(TEXT.slice(0, secondRow))],
    ['utf-8', bytesOf(`\uFEFF${TEXT}`), Buffer.byteLength(TEXT.slice(0, secondRow)) + 3],
    ['utf-16le', utf16(TEXT, false), 2 + 2 * secondRow],
    ['utf-16be', utf16(TEXT, true), 2 + 2 * secondRow],
  ])('%s', (encoding, bytes, offset) => {
    const report = analyze(bytes);
    expect(report.input.encoding).toBe(encoding);
    expect(report.cases[0].fields[2]).toBe('São 😀 €');
    expect(report.refused).toMatchObject([{ line: 3, byteOffset: offset, reason: 'MISSING_NUMBER' }]);
  });

  test('the key of a case is the same in all of them', () => {
    const text = `${HEADER}\n${line({ node: 'São' })}\n`;
    const files = [bytesOf(text), utf16(text, false), utf16(text, true), Buffer.from(text, 'latin1')];
    const keys = files.map((bytes) => analyze(bytes).cases[0].key);
    expect(new Set(keys).size).toBe(1);
  });

  test('gzip is unpacked; size and hash are of the upload', () => {
    const packed = gzipSync(bytesOf(TEXT));
    const report = analyze(packed);
    expect(report.input.bytes).toBe(packed.length);
    expect(report.cases).toEqual(analyze(bytesOf(TEXT)).cases);
    expect(report.refused).toEqual(analyze(bytesOf(TEXT)).refused);
  });
});

test('Windows-1252 has letters between 80 and 9F, and five bytes that are none', () => {
  const before = Buffer.from(`${HEADER}\n${line({ node: '@' })}\n${line({ node: 'ç#' })}\n`, 'latin1');
  const bytes = before.map((byte) => ({ 64: 0x80, 35: 0x81 })[byte] ?? byte);
  const report = analyze(bytes);
  expect(report.input.encoding).toBe('windows-1252');
  expect(report.cases[0].fields[2]).toBe('€');
  expect(report.refused).toMatchObject([
    { line: 3, reason: 'MALFORMED_ROW', raw: line({ node: 'ç\uFFFD' }) },
  ]);
});

test('UTF-16: a lone surrogate spoils its row, an odd last byte is a row of its own', () => {
  const bytes = Buffer.concat([
    utf16(`${HEADER}\n${line({ node: '\uD800' })}\n${line()}\n`, false),
    Buffer.of(0x41),
  ]);
  const report = analyze(bytes);
  expect(report.refused).toMatchObject([
    { line: 2, reason: 'MALFORMED_ROW', number: 'ALR1', raw: line({ node: '\uFFFD' }) },
    { line: 4, reason: 'MALFORMED_ROW', number: null, raw: '\uFFFD', byteOffset: bytes.length - 1 },
  ]);
  expect(report.cases).toHaveLength(1);
});

describe('invalid bytes', () => {
  /** A file of UTF-8 whose rows have an invalid byte wherever the text has a `#`. */
  const withBadBytes = (...lines: string[]) => file(...lines).map((byte) => (byte === 0x23 ? 0xff : byte));

  test('cost their row, in whatever column, and are shown as U+FFFD', () => {
    const report = analyze(withBadBytes(line({ tasks_status: 'a#b' }), line()), { encoding: 'utf-8' });
    expect(report.refused).toMatchObject([{ reason: 'MALFORMED_ROW', number: 'ALR1', fields: null }]);
    expect(report.refused[0].raw).toBe(line({ tasks_status: 'a\uFFFDb' }));
    expect(report.cases).toHaveLength(1);
  });

  test('in more than one row of a hundred make the encoding suspect', () => {
    const good = Array.from({ length: 99 }, () => line());
    const one = line({ tasks_status: '#' });
    const atTheLimit = analyze(withBadBytes(...good, one), { encoding: 'utf-8' });
    expect(warningCodes(atTheLimit)).toEqual([]);
    const beyond = analyze(withBadBytes(...good.slice(1), one), { encoding: 'utf-8' });
    expect(warningCodes(beyond)).toEqual(['ENCODING_SUSPECT']);
  });

  test('are not what a row with a fault of its quotes is refused for', () => {
    const report = analyze(withBadBytes(`"#" x;${line()}`), { encoding: 'utf-8' });
    expect(report.invalidRows).toEqual({ total: 1, byReason: { MALFORMED_ROW: 1 } });
    expect(warningCodes(report)).toEqual([]);
  });
});
