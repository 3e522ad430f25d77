import { afterAll, beforeAll, expect, it } from 'vitest';
import { HEADER, line } from '../reference/support.js';
import { Bench, referenceOutcome } from './support.js';

/** Rows that make a cut hard to judge: quoted line ends, stray quotes, rows that fail, CRLF, text that looks like rows. */
const NASTY = [
  HEADER,
  line({ short_description: '"disk\r\nfull; ""really"""' }),
  line({ short_description: 'disk "full', number: 'A2' }),
  line({ short_description: `"\n${line({ number: 'FALSE1' })}\n"`, number: 'A3' }),
  '"x"y;stray',
  line({ number: 'A4' }),
  ';;;;',
  line({ number: 'A5', sys_created_on: 'never' }),
  line({ number: 'A6', short_description: 'açaí 😀 "' }),
  '"never closed',
  line({ number: 'A7' }),
].join('\r\n');

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

it('a file cut at any byte, whole or in two ranges, reads as the reference reads it', async () => {
  const bytes = Buffer.from(NASTY);
  for (let length = HEADER.length; length <= bytes.length; length++) {
    const part = bytes.subarray(0, length);
    const expected = referenceOutcome(part, {});
    expect(await bench.outcome(part, {}), `the first ${length} bytes`).toEqual(expected);
    expect(await bench.outcome(part, {}, { threads: 2, blockBytes: 64 }), `${length} bytes in two`).toEqual(
      expected,
    );
  }
});

it('any number of ranges gives the same bytes, however short they are', async () => {
  const bytes = Buffer.from(`${NASTY}\n${line({ number: 'B1' })}`);
  const { summary, refused } = await bench.analyse(bytes, {});
  for (let threads = 2; threads <= 60; threads++) {
    const other = await bench.analyse(bytes, {}, { threads, blockBytes: 128 });
    expect(other.summary, `${threads} ranges`).toBe(summary);
    expect(other.refused).toEqual(refused);
  }
});
