import { caseAt } from '../../src/domain/caseReader.js';
import type { Facts } from '../../src/domain/facts.js';
import { judge } from '../../src/domain/judge.js';
import { summaryOf } from '../../src/domain/summary.js';
import type { ReportSource } from '../../src/reports/source.js';
import { loadRuleSet } from '../../src/rules/load.js';

/** Texts that an escape may get wrong. */
export const NASTY_TEXTS = [
  'plain',
  'acentuação 🚀 \u{1F600}',
  'quote " and \\ backslash',
  'line\nfeed, carriage\rreturn, tab\t',
  '\u0001\u001f\u007f\b\f\v',
  '\u2028\u2029\ufeff',
  '\ufeffstarts with a mark',
  ' blanks around ',
  ';delimiter;',
  '=1+1',
  '+49',
  '-1',
  '@cmd',
  '\tTAB first',
  '\rCR first',
  '\nLF first',
  '"quote first',
  '\\N',
  '\\.',
  'NULL',
  '{a,b}',
  "'already",
];

export function sourceOf(facts: Facts, fileName = 'alerts.csv'): ReportSource {
  const { rules, ref } = loadRuleSet('v1');
  const judgement = judge(facts, rules);
  return { facts, judgement, summary: summaryOf(facts, judgement, ref), fileName };
}

export function casesOf({ facts, judgement }: ReportSource) {
  return Array.from({ length: facts.caseCount }, (_, index) => caseAt(facts, judgement, index));
}

/** All chunks as one text. A chunk is copied when it comes, because it is valid until the next. */
export function textOf(chunks: Iterable<Uint8Array>): string {
  return Buffer.concat(Array.from(chunks, (chunk) => Buffer.from(chunk))).toString('utf8');
}
