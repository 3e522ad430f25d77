import { type SampleCase, taskStatus } from './cases.js';
import { PRIORITIES, SEVERITIES, STATES } from './catalogue.js';
import type { Random } from './random.js';
import { PERIOD_SECONDS, showClock } from './times.js';

/** Events come about in order, but for so many seconds. */
const JITTER = 6 * 3600;
const BURST_SECONDS = 2 * 3600;

/** Per cent of the rows that are another event of an alert that the case already has. */
const REPEATED_PERCENT = 10;

/** The values of a row, one per column of SAMPLE_COLUMNS, not yet quoted. @param progress 0 to 1 through the file */
export function sampleRow(
  one: SampleCase,
  caseIndex: number,
  row: number,
  progress: number,
  random: Random,
): string[] {
  const created = eventSeconds(one, progress, random);
  const closed = created + 60 + random.below(4 * 3600);
  const value = random.below(1000);
  const repeated = random.percent(REPEATED_PERCENT);
  const number = repeated ? `ALR9${caseIndex}${random.below(4)}` : `ALR${String(row).padStart(8, '0')}`;
  const status = taskStatus(one.temper, created / PERIOD_SECONDS, random);
  const closedAt = showClock(closed);
  const createdAt = showClock(created);
  return [
    createdAt,
    number,
    one.problem,
    `${one.problem}: valor ${value}${one.unit}`,
    random.pick(SEVERITIES),
    one.node,
    one.ci,
    one.ciClass,
    one.squad,
    one.source,
    random.pick(PRIORITIES),
    random.pick(STATES),
    hexadecimal(random) + hexadecimal(random) + hexadecimal(random) + hexadecimal(random),
    closedAt,
    one.metric,
    `${one.source}:${one.node}:${one.metric}`,
    `/${one.metric}`,
    'Monitoração',
    String(1 + random.below(9)),
    createdAt,
    closedAt,
    random.percent(30) ? 'true' : 'false',
    'false',
    random.percent(20) ? `INC${String(random.below(10_000_000)).padStart(7, '0')}` : '',
    closedAt,
    one.pillar,
    one.temper === 'ORPHANED' ? '0' : '1',
    one.temper === 'ORPHANED' ? '' : `SCTASK${String(random.below(10_000_000)).padStart(7, '0')}`,
    status,
    status === 'Closed' || status === 'Closed Skipped' ? 'REM_OK' : 'REM_NOT_OK',
    'true',
  ];
}

function eventSeconds({ temper, moment }: SampleCase, progress: number, random: Random): number {
  const [place, spread] = temper === 'BURSTING' ? [moment, BURST_SECONDS] : [progress, JITTER];
  return Math.floor(place * (PERIOD_SECONDS - spread)) + random.below(spread);
}

function hexadecimal(random: Random): string {
  return random.bits().toString(16).padStart(8, '0');
}
