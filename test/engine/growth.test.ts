import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import { openFacts } from '../../src/domain/factsFile.js';
import { CORE_BUILDS } from '../../src/engine/core/core.js';
import { encode } from '../generate/bytes.js';
import { file, HEADER, line } from '../reference/support.js';
import type { ReferenceOptions } from '../reference/types.js';
import { DirectEngine } from './direct.js';
import { Bench, type Passage, referenceOutcome } from './support.js';

const PASSAGES: Passage[] = [
  { threads: 1, blockBytes: 64 },
  { threads: 3, blockBytes: 4096 },
  { threads: 4, blockBytes: 1 << 20 },
];

const many = <Value>(count: number, make: (k: number) => Value) =>
  Array.from({ length: count }, (_, k) => make(k));

/** In no order, each once. */
const shuffled = (k: number, count: number) => (k * 7919) % count;

const SAMPLE = sampleText({ rows: 700, cases: 150, seed: 11, quotedPercent: 20, badPercent: 5 });

/** Files beyond the sizes that tables begin with, and values at the edge of what a table tells apart. */
const FILES: Record<string, { bytes: Uint8Array; options?: ReferenceOptions }> = {
  'a case per row': {
    bytes: file(...many(3000, (k) => line({ node: `n${shuffled(k, 3000)}`, number: `N${k}` }))),
  },
  'keys that begin alike': {
    bytes: file(
      ...many(600, (k) => line({ short_description: `${'x'.repeat(k % 70)}${'y'.repeat(k % 3)}` })),
    ),
  },
  'many keys that begin with few words': {
    bytes: file(
      ...many(5000, (k) =>
        line({
          assignment_group: ['Squad Pix', 'Squad Cartões', 'Squad', 'Monitoração'][k % 4],
          short_description: `Fila ${shuffled(k, 5000) % 255}`,
          node: `n${shuffled(k, 5000)}`,
        }),
      ),
    ),
  },
  'many keys that begin with many words': {
    bytes: file(
      ...many(3000, (k) => line({ assignment_group: `G${shuffled(k, 3000) % 300}`, node: `n${k % 11}` })),
    ),
  },
  'many long numbers in one case, in no order, some of them twice': {
    bytes: file(...many(5000, (k) => line({ number: `INCIDENT-OF-THE-DAY-${shuffled(k, 5000) % 4001}` }))),
  },
  'times of a case in no order, many of them equal': {
    bytes: file(
      ...many(2500, (k) =>
        line({
          node: `n${k % 3}`,
          number: `N${k}`,
          tasks_status: `status ${k % 7}`,
          sys_created_on: `2025-05-16 12:${String(shuffled(k, 2500) % 60).padStart(2, '0')}:00`,
        }),
      ),
    ),
  },
  'times of small cases in no order, some of them equal': {
    bytes: file(
      ...many(2000, (k) =>
        line({
          node: `n${k % 97}`,
          number: `N${k}`,
          tasks_status: `status ${k % 7}`,
          sys_created_on: `2025-05-16 ${String(shuffled(k, 2000) % 24).padStart(2, '0')}:00:00`,
        }),
      ),
    ),
  },
  'more statuses than a byte tells apart': {
    bytes: file(
      ...many(700, (k) => line({ tasks_status: `status ${shuffled(k, 700)}`, number: `N${k % 9}` })),
    ),
  },
  'every severity with every priority': {
    bytes: file(...many(1200, (k) => line({ severity: `s${k % 40}`, sn_priority_group: `p${k % 31}` }))),
  },
  'a giant case of equal times': {
    bytes: file(
      ...many(2500, (k) =>
        line({ number: `N${shuffled(k, 2500)}`, tasks_status: k % 3 ? 'Closed' : `o${k % 7}` }),
      ),
    ),
  },
  'times in order, out of order and equal': {
    bytes: file(
      ...many(1500, (k) => {
        const minute = k < 500 ? k : k < 1000 ? 1500 - k : shuffled(k, 60);
        const at = `2025-01-${String(1 + Math.floor(minute / 1440)).padStart(2, '0')}`;
        const clock = `${Math.floor((minute % 1440) / 60)}:${minute % 60}:00.${k % 4}`;
        return line({ sys_created_on: `${at} ${clock}`, tasks_status: `s${k % 5}`, node: `n${k % 2}` });
      }),
    ),
  },
  'numbers that are any text': {
    bytes: file(
      ...[
        '7',
        '007',
        '7.0',
        '7 ',
        ' 7',
        '+7',
        '7e0',
        '0x7',
        'é',
        'e\u0301',
        '\u{1f600}',
        '\ufffd',
        '-',
        'NaN7',
      ].flatMap((number) => many(3, () => line({ number }))),
      ...many(300, (k) => line({ number: 'n'.repeat(1 + (k % 40)) })),
      ...many(300, (k) => line({ number: `${'9'.repeat(20)}${k % 50}` })),
    ),
  },
  'values about as long as a field may be': {
    bytes: file(
      ...many(60, (k) => line({ node: 'x'.repeat(980 + k), metric_name: `"${'""'.repeat(470 + k)}"` })),
    ),
    options: { fieldBytes: 1000 },
  },
  'ten thousand columns': {
    bytes: Buffer.from(
      `${HEADER}${many(10_000, (k) => `;c${k}`).join('')}\n${many(4, (k) => `${line({ number: `N${k}` })}${';v'.repeat(9_998 + k)}`).join('\n')}`,
    ),
  },
  'a thousand quotes that nobody closes': {
    bytes: file(...many(1000, (k) => (k % 3 ? line({ number: `N${k}` }) : `"${line()}`))),
  },
  'CR alone, and blank lines': {
    bytes: Buffer.from([HEADER, ...many(400, (k) => (k % 4 ? line({ number: `N${k}` }) : ' \t'))].join('\r')),
  },
  'a sample as UTF-16': { bytes: encode(SAMPLE, 'utf-16be', true) },
  'a sample as Windows-1252': { bytes: encode(SAMPLE, 'windows-1252', false) },
  'a sample, packed': { bytes: gzipSync(SAMPLE) },
};

describe.each(CORE_BUILDS)('larger files in the %s core', (build) => {
  let bench: Bench;
  beforeAll(() => {
    bench = new Bench(new DirectEngine(build));
  });
  afterAll(() => bench.close());

  it.each(Object.keys(FILES))('%s', async (name) => {
    const { bytes, options = {} } = FILES[name];
    const expected = referenceOutcome(bytes, options);
    expect(expected).toHaveProperty('summary');
    for (const passage of PASSAGES) {
      expect(await bench.outcome(bytes, options, passage), JSON.stringify(passage)).toEqual(expected);
    }
  });

  it('more statuses than two bytes tell apart', async () => {
    const count = 70_000;
    const bytes = file(...many(count, (k) => line({ tasks_status: `s${shuffled(k, count)}` })));
    for (const threads of [1, 3]) {
      const request = bench.request(bench.write(bytes), {}, { threads });
      const facts = openFacts((await bench.engine.scan(request)).factsBuffer);
      expect(facts.chronology).toBeInstanceOf(Uint32Array);
      const { starts, bytes: text } = facts.statuses.texts;
      const statusAt = (row: number) => {
        const code = facts.chronology[row];
        return Buffer.from(text.subarray(starts[code], starts[code + 1])).toString();
      };
      const wrong = many(count, (k) => statusAt(k) !== `s${shuffled(k, count)}`).filter(Boolean);
      expect(facts.chronology).toHaveLength(count);
      expect(wrong).toHaveLength(0);
    }
  });
});
