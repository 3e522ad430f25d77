import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoding } from '../../src/domain/facts.js';
import { CORE_BUILDS } from '../../src/engine/core/core.js';
import type { ScanResult } from '../../src/engine/node/types.js';
import { encode } from '../generate/bytes.js';
import { file, HEADER, line } from '../reference/support.js';
import { DirectEngine, unitOf } from './direct.js';
import { refusedRows } from './outcome.js';
import { Bench, referenceOutcome } from './support.js';

/** Rows that make a cut hard to judge: quoted line ends, stray quotes, rows that fail, CRLF, text that looks like rows. */
const NASTY = [
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
];
const NASTY_FILE = [HEADER, ...NASTY].join('\r\n');

/** A quoted value that holds whole rows, more of them than a guess looks at. */
const DECEPTIVE = [
  HEADER,
  line(),
  line({ short_description: `"\n${`${line({ number: 'FALSE' })}\n`.repeat(8)}"`, number: 'A2' }),
  line({ number: 'A3' }),
].join('\n');

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

/** Reads the bytes in two ranges, cut at every place between the first row and the end. */
async function cutEverywhere(
  bytes: Uint8Array,
  encoding?: Encoding,
): Promise<{ readAgain: number; cuts: number }> {
  expect(await bench.outcome(bytes, { encoding })).toEqual(referenceOutcome(bytes, { encoding }));
  const whole = await bench.analyse(bytes, { encoding });
  const request = bench.request(bench.write(bytes), { encoding }, { threads: 2 });
  const seen = { readAgain: 0, cuts: 0 };
  for (let offset = 1, ended = false; !ended; offset++) {
    const engine = new DirectEngine(CORE_BUILDS[offset % 2], {
      cuts: (opened) => {
        const cut = opened.cuts[0] + offset * unitOf(opened);
        ended = cut + unitOf(opened) >= opened.cuts[2];
        return [cut];
      },
    });
    const scan = await engine.scan({ ...request, blockBytes: offset % 3 === 0 ? 64 : 4096 });
    const isSame = Buffer.compare(factsOf(scan), factsOf(whole.scan)) === 0;
    expect(isSame, `facts, cut ${offset} behind the header`).toBe(true);
    expect(await refusedRows(scan), `cut ${offset} behind the header`).toEqual(whole.refused);
    seen.readAgain += engine.rangesReadAgain;
    seen.cuts++;
  }
  return seen;
}

const factsOf = ({ factsBuffer }: ScanResult) => new Uint8Array(factsBuffer);

describe('a cut at every byte changes nothing', () => {
  it('of a file of hard rows', async () => {
    const bytes = Buffer.from(NASTY_FILE);
    const { cuts, readAgain } = await cutEverywhere(bytes);
    expect(cuts).toBe(bytes.length - HEADER.length - 2 - 1);
    expect(readAgain).toBeGreaterThan(100);
  });

  it.each(['\n', '\r'])('with line ends %j, blank lines among them', async (lineEnd) => {
    const text = [HEADER, ...NASTY, '', ' \t', '', line({ number: 'A8' })].join(lineEnd);
    expect((await cutEverywhere(Buffer.from(text))).readAgain).toBeGreaterThan(100);
  });

  it.each(['utf-16le', 'utf-16be', 'windows-1252'] as const)('in %s', async (encoding) => {
    await cutEverywhere(encode(NASTY_FILE, encoding, false), encoding);
  });

  it('though the rows of a quoted value look sound: they are guessed, disproved and read again', async () => {
    const { cuts, readAgain } = await cutEverywhere(Buffer.from(DECEPTIVE));
    expect(readAgain).toBeGreaterThan(cuts / 2);
  });

  it('in three ranges, whose middle one may hold no row at all', async () => {
    const bytes = file(line({ short_description: '"a\nb"' }), line({ number: 'A2', node: '"x\n"' }));
    const { scan } = await bench.analyse(bytes, {});
    const request = bench.request(bench.write(bytes), {}, { threads: 3, blockBytes: 128 });
    const start = HEADER.length + 1;
    for (let first = start + 1; first < bytes.length - 1; first += 3) {
      for (let second = first + 1; second < bytes.length; second += 5) {
        const engine = new DirectEngine('auto', { cuts: () => [first, second] });
        const isSame = Buffer.compare(factsOf(await engine.scan(request)), factsOf(scan)) === 0;
        expect(isSame, `cut at ${first} and ${second}`).toBe(true);
      }
    }
  });
});

it('a file that ends at any byte reads as the reference reads it', async () => {
  const bytes = Buffer.from(NASTY_FILE);
  const direct = CORE_BUILDS.map((build) => new Bench(new DirectEngine(build), bench.folder));
  for (let length = HEADER.length; length <= bytes.length; length++) {
    const part = bytes.subarray(0, length);
    const expected = referenceOutcome(part, {});
    for (const one of direct) {
      expect(await one.outcome(part, {}, { threads: 2, blockBytes: 64 }), `${length} bytes`).toEqual(
        expected,
      );
    }
  }
});

it('any number of ranges gives the same bytes, however short they are', async () => {
  const bytes = Buffer.from(`${NASTY_FILE}\n${line({ number: 'B1' })}`);
  const { summary, refused } = await bench.analyse(bytes, {});
  for (let threads = 2; threads <= 60; threads++) {
    const other = await bench.analyse(bytes, {}, { threads, blockBytes: 128 });
    expect(other.summary, `${threads} ranges`).toBe(summary);
    expect(other.refused).toEqual(refused);
  }
});
