import { afterAll, beforeAll, expect, it } from 'vitest';
import { HEADER, line } from '../reference/support.js';
import type { ReferenceOptions } from '../reference/types.js';
import { DirectEngine } from './direct.js';
import { Bench, referenceOutcome } from './support.js';

const MONTHS_AND_HOURS = ['2025-05\t16 12:00:27', '2025-05 16T12:00:27', '05/2025 16 12:00:27'];

/** Inputs that core and reference once read differently, as small as they get. */
const FOUND: [what: string, bytes: Buffer, options: ReferenceOptions][] = [
  ['UTF-16 of one byte', Buffer.of(0x00), { encoding: 'utf-16be' }],
  ['UTF-16 of a mark and a cut character', Buffer.of(0xfe, 0xff, 0x00), {}],
  [
    'a header that ends in a cut character',
    Buffer.concat([Buffer.from(`${HEADER};x`, 'utf16le'), Buffer.of(0x41)]),
    { encoding: 'utf-16le' },
  ],
  [
    'an invalid byte in a header name that is as long as a field may be',
    Buffer.from('cmdb_ci.sys_class_name\x81', 'latin1'),
    { fieldBytes: 24, encoding: 'utf-8' },
  ],
  [
    'the same of Windows-1252, with a letter of three bytes',
    Buffer.from(`\x80\x81${'x'.repeat(20)};${HEADER}\n${line()}\n`, 'latin1'),
    { fieldBytes: 24, encoding: 'windows-1252' },
  ],
  [
    'the same of UTF-16',
    Buffer.from(`\ud800${'x'.repeat(21)};${HEADER}\n${line()}\n`, 'utf16le'),
    { fieldBytes: 22, encoding: 'utf-16le' },
  ],
  [
    'a line over all limits that ends in a CR, and with it the file',
    Buffer.from(`${HEADER}\n${'x'.repeat(4105)}\r`),
    { fieldBytes: 49 },
  ],
  [
    'a row as long as a row may be, and a CR',
    Buffer.from(`${HEADER}\n${'ab;'.repeat(6400).slice(0, 6400)}\r`),
    { fieldBytes: 100 },
  ],
  [
    'a delimiter that is a blank, and a character that a block cuts',
    Buffer.from(`${HEADER.replaceAll(';', ' ')}\n${'"x" y\ufffd z\n'.repeat(20)}`),
    { delimiter: ' ' },
  ],
  [
    'rows of blank words, but for a NUL',
    Buffer.from(`${HEADER}\nNA\0\n;NULL\0;\n"NA\0"\nNA;NA\n${line()};NA\0\n${line({ number: 'NaN\0' })}\n`),
    {},
  ],
  [
    'a month and an hour in the shape of a day, before a clock',
    Buffer.from([HEADER, ...MONTHS_AND_HOURS.map((written) => line({ sys_created_on: written }))].join('\n')),
    {},
  ],
];

const BLOCKS = [16, 17, 65, 66, 67, 100, 4096, 65_536];

let bench: Bench;
beforeAll(() => {
  bench = new Bench(new DirectEngine());
});
afterAll(() => bench.close());

it.each(FOUND)('%s', async (_, bytes, options) => {
  const expected = referenceOutcome(bytes, options);
  for (const blockBytes of BLOCKS) {
    expect(await bench.outcome(bytes, options, { blockBytes }), `blocks of ${blockBytes}`).toEqual(expected);
  }
});
