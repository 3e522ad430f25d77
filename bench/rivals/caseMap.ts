import { suggestedAction } from '../../src/domain/actions.js';
import { KEY_COLUMNS, type RefusalReason } from '../../src/domain/facts.js';
import { SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import {
  FAILURE,
  foldSeverity,
  NO_TASK_FOUND,
  NOT_COLLECTED,
  PARTIAL,
  SUCCESS,
} from '../../src/domain/words.js';
import { DEFAULT_RULE_SET, loadRuleSet } from '../../src/rules/load.js';
import { type Answer, noCases, noInvalidRows } from '../answer.js';
import { SAMPLE_COLUMNS } from '../sample/catalogue.js';
import { BLANK_WORDS } from './blanks.js';

/** A case as a program in plain JavaScript keeps it. */
interface MapCase {
  numbers: Set<string>;
  /** Of each row, in file order. */
  times: number[];
  statuses: string[];
  risk: number;
}

const at = (name: (typeof SAMPLE_COLUMNS)[number]) => SAMPLE_COLUMNS.indexOf(name);
const KEYS = KEY_COLUMNS.map(at);
const CREATED = at('sys_created_on');
const NUMBER = at('number');
const SEVERITY = at('severity');
const PRIORITY = at('sn_priority_group');
const STATUS = at('tasks_status');
const FLAG = at('has_remediation_task');

const { rules } = loadRuleSet(DEFAULT_RULE_SET);
const BLANKS = new Set<string>(BLANK_WORDS);
const LONGEST_BLANK = Math.max(...BLANK_WORDS.map(({ length }) => length));

/** What the rivals that only parse do with their rows: checks and cases in a Map, keys as joined strings. */
export class CaseMap {
  readonly #cases = new Map<string, MapCase>();
  readonly #invalidRows = noInvalidRows();
  readonly #severities = new Map<string, number>();

  /** @param fields of a data row, in the order of SAMPLE_COLUMNS */
  add(fields: readonly string[]): void {
    const time = parseTime(fields[CREATED]);
    const reason = refusal(fields, time);
    if (reason !== null) {
      this.#invalidRows[reason]++;
      return;
    }
    const one = this.#caseOf(fields);
    one.numbers.add(fields[NUMBER]);
    one.times.push(time);
    one.statuses.push(isBlank(fields[STATUS]) ? '' : fields[STATUS]);
    one.risk = Math.max(one.risk, this.#severity(fields[SEVERITY]) + priority(fields[PRIORITY]));
  }

  /** Judges every case; the time of this counts. */
  judge(): Answer {
    const casesPerAction = noCases();
    let alerts = 0;
    let chronologyEntries = 0;
    let scoreSum = 0;
    for (const one of this.#cases.values()) {
      const { action, score } = judged(one);
      casesPerAction[action]++;
      alerts += one.numbers.size;
      chronologyEntries += one.statuses.length;
      scoreSum += score;
    }
    const invalidRows = this.#invalidRows;
    return { cases: this.#cases.size, alerts, chronologyEntries, scoreSum, casesPerAction, invalidRows };
  }

  #caseOf(fields: readonly string[]): MapCase {
    let key = '';
    for (const column of KEYS) key += `${fields[column]}\0`;
    let one = this.#cases.get(key);
    if (one === undefined) {
      one = { numbers: new Set(), times: [], statuses: [], risk: 0 };
      this.#cases.set(key, one);
    }
    return one;
  }

  #severity(word: string): number {
    let weight = this.#severities.get(word);
    if (weight === undefined) {
      weight = rules.severity.weights[foldSeverity(word)] ?? rules.severity.otherwise;
      this.#severities.set(word, weight);
    }
    return weight;
  }
}

function refusal(fields: readonly string[], time: number): RefusalReason | null {
  if (fields.length > SAMPLE_COLUMNS.length) return 'MALFORMED_ROW';
  for (const column of KEYS) if (isBlank(fields[column])) return 'MISSING_KEY';
  const flag = fields[FLAG]?.trim();
  if (flag !== 'REM_OK' && flag !== 'REM_NOT_OK') return 'BAD_REMEDIATION_FLAG';
  if (Number.isNaN(time)) return 'BAD_DATE';
  return isBlank(fields[NUMBER]) ? 'MISSING_NUMBER' : null;
}

function isBlank(value: string | undefined): boolean {
  if (value === undefined || value === '') return true;
  return value.length <= LONGEST_BLANK && BLANKS.has(value);
}

function priority(word: string): number {
  return rules.priority.weights[word] ?? rules.priority.otherwise;
}

/** Seconds of a time in the one shape that the bench writes; NaN for any other text. */
function parseTime(text: string | undefined): number {
  if (text?.length !== 19) return Number.NaN;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  const milliseconds = Date.UTC(
    year,
    month - 1,
    day,
    Number(text.slice(11, 13)),
    Number(text.slice(14, 16)),
    Number(text.slice(17)),
  );
  return new Date(milliseconds).getUTCDate() === day ? milliseconds / 1000 : Number.NaN;
}

function judged({ numbers, times, statuses, risk }: MapCase) {
  const chronology = inOrderOfTime(times, statuses);
  let seen = 0;
  let successes = 0;
  let worst = 0;
  for (const { status } of chronology) {
    const flags = flagsOf(status);
    seen |= flags;
    successes += flags & SUCCESS;
    worst = Math.max(worst, rules.score.inefficiency.weights[status] ?? rules.score.inefficiency.otherwise);
  }
  const { successes: enough, windowSeconds } = rules.chronicInstability;
  const isChronic =
    successes >= enough && chronology[chronology.length - 1].time - chronology[0].time <= windowSeconds;
  const last = lastStatus(chronology);
  const action = SUGGESTED_ACTIONS[suggestedAction(last === '' ? 0 : 1, flagsOf(last), seen, isChronic)];
  const volume = rules.score.volume.base + rules.score.volume.logWeight * Math.log(Math.max(1, numbers.size));
  return { action, score: risk * rules.score.action[action] * worst * volume };
}

interface Entry {
  time: number;
  status: string;
}

function inOrderOfTime(times: number[], statuses: string[]): Entry[] {
  return times.map((time, i) => ({ time, status: statuses[i] })).sort((a, b) => a.time - b.time);
}

/** The newest status that is not blank; of equal times the first in the file. */
function lastStatus(chronology: Entry[]): string {
  let last: Entry = { time: Number.NEGATIVE_INFINITY, status: '' };
  for (const entry of chronology) if (entry.status !== '' && entry.time > last.time) last = entry;
  return last.status;
}

function flagsOf(status: string): number {
  switch (status) {
    case rules.statuses.success:
      return SUCCESS;
    case rules.statuses.partial:
      return PARTIAL;
    case rules.statuses.notCollected:
      return NOT_COLLECTED;
    case rules.statuses.noTaskFound:
      return NO_TASK_FOUND | FAILURE;
    case '':
      return rules.blankStatus === 'failure' ? FAILURE : 0;
    default:
      return FAILURE;
  }
}
