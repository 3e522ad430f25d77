// Writes the tables of one case with very many rows in a process of its own; prints what they took, as JSON.
import { allocateFacts } from '../../../dist/src/domain/factsFile.js';
import { judge } from '../../../dist/src/domain/judge.js';
import { summaryOf } from '../../../dist/src/domain/summary.js';
import { alertsParquet } from '../../../dist/src/reports/parquet/alertsParquet.js';
import { casesParquet } from '../../../dist/src/reports/parquet/casesParquet.js';
import { loadRuleSet } from '../../../dist/src/rules/load.js';

const ROWS = Number(process.argv[2]);
const NUMBER_BYTES = 10;
const KEY = 'SQUADlong storysrv01';
const input = {
  bytes: 1,
  sha256: 'a'.repeat(64),
  rows: ROWS,
  delimiter: ';',
  encoding: 'utf-8',
  dateOrder: 'YMD',
  utcOffset: '-03:00',
};
const blank = { count: 1, bytes: 0 };
const { facts } = allocateFacts(
  { input, invalidRows: { total: 0, byReason: {} }, warnings: [] },
  {
    caseCount: 1,
    keyBytes: KEY.length,
    numbers: ROWS,
    numberBytes: ROWS * NUMBER_BYTES,
    chronology: ROWS,
    chronologyWidth: 1,
    grades: 1,
    gradePairs: 1,
    statuses: { count: 3, bytes: 14 },
    severities: blank,
    priorities: blank,
  },
);
facts.keys.bytes.set(Buffer.from(KEY));
facts.keys.starts.fill(KEY.length, 1);
facts.statuses.texts.bytes.set(Buffer.from('CanceledClosed'));
facts.statuses.texts.starts.set([0, 0, 8, 14]);
for (let i = 0; i < ROWS; i++) {
  facts.numbers.starts[i + 1] = (i + 1) * NUMBER_BYTES;
  facts.numbers.bytes.set(Buffer.from(String(i).padStart(NUMBER_BYTES, '0')), i * NUMBER_BYTES);
  facts.chronology[i] = (i * i) % 3;
}
facts.numberStarts[1] = ROWS;
facts.chronologyStarts[1] = ROWS;
facts.gradeStarts[1] = 1;
facts.lastStatus[0] = 2;

const { rules, ref } = loadRuleSet('v1');
const judgement = judge(facts, rules);
const source = { facts, judgement, summary: summaryOf(facts, judgement, ref) };
const before = process.resourceUsage().maxRSS;
const startedAt = performance.now();
const bytes = [alertsParquet, casesParquet].map((make) => {
  let sum = 0;
  for (const { length } of make(source)) sum += length;
  return sum;
});
const moreBytes = (process.resourceUsage().maxRSS - before) * 1024;
console.log(JSON.stringify({ bytes, moreBytes, ms: Math.round(performance.now() - startedAt) }));
