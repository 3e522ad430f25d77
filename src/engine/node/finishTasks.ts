import { type Codes, type Dictionary, type Facts, KEY_DIGEST_BYTES, KEY_FIELDS } from '../../domain/facts.js';
import { viewFacts } from '../../domain/factsFile.js';
import type { FactsHome } from '../../domain/factsMemory.js';
import { CodedError } from '../../errors.js';
import { bytesAt, type Core, MAX_MEMORY_BYTES, wordsAt } from '../core/core.js';
import { type CoreHandle, coreOf } from './coreCache.js';
import { guarded } from './guarded.js';
import type { ListCounts } from './listCounts.js';

export interface MergeTask {
  handle: CoreHandle;
  /** Addresses of the ranges, in file order. */
  ranges: number[];
  zoneMinutes: number;
  monthFirst: boolean;
  /** Bytes that the core may use from now on. */
  coreBytes: number;
  /** Into how many parts the cases are to be divided. */
  parts: number;
}

export interface DictionarySize {
  /** With the blank. */
  count: number;
  bytes: number;
}

export interface MergeOutcome {
  /** Bytes of the core's memory that the scan has taken. */
  scannedBytes: number;
  caseCount: number;
  gradePairs: number;
  statusWidth: 1 | 2 | 4;
  severities: DictionarySize;
  priorities: DictionarySize;
  statuses: DictionarySize;
  /** Ranks at which parts begin, and the number of cases at the end. */
  partStarts: number[];
}

/** Makes one set of cases and dictionaries of those of all ranges. */
export function mergeRanges(task: MergeTask): Promise<MergeOutcome> {
  const core = coreOf(task.handle);
  const { exports } = core;
  return guarded(core, () => {
    const scannedBytes = exports.usedBytes() >>> 0;
    exports.setLimit(task.coreBytes | 0);
    const list = exports.alloc(task.ranges.length * 4);
    wordsAt(core, list, task.ranges.length).set(task.ranges);
    exports.settle(task.zoneMinutes, task.monthFirst ? 1 : 0);
    exports.mergeRanges(list, task.ranges.length);
    const sizeOf = (dictionary: number): DictionarySize => ({
      count: exports.valueCount(dictionary) + 1,
      bytes: exports.valueBytes(dictionary),
    });
    return {
      scannedBytes,
      caseCount: exports.caseCount(),
      gradePairs: exports.gradeCount(),
      statusWidth: exports.statusWidth() as 1 | 2 | 4,
      severities: sizeOf(0),
      priorities: sizeOf(1),
      statuses: sizeOf(2),
      partStarts: Array.from({ length: task.parts + 1 }, (_, k) => exports.partStart(k, task.parts)),
    };
  });
}

/** The fields of a Part (assembly/finish.ts), in their order. */
const PART_FIELDS = [
  'from',
  'to',
  'keyDigests',
  'firstSeconds',
  'firstNanos',
  'lastSeconds',
  'lastNanos',
  'lastStatus',
  'numberStarts',
  'gradeStarts',
  'keyStarts',
  'keyBytes',
  'keyBytesLength',
  'chronology',
  'chronologyLength',
  'numberTextStarts',
  'numbers',
  'numberBytes',
  'numberBytesLength',
  'grades',
  'gradesLength',
] as const;
export type Part = Record<(typeof PART_FIELDS)[number], number>;

/** Makes the facts of the cases between each rank and the next, one part after another in the same room. */
export function finishParts(task: { handle: CoreHandle; ranks: number[] }): Promise<Part[]> {
  const core = coreOf(task.handle);
  const { exports } = core;
  const { ranks } = task;
  const ends = ranks.slice(1);
  return guarded(core, () => {
    const starts = wordsAt(core, exports.rowStarts(), exports.caseCount() + 1);
    const room = exports.roomForRows(Math.max(...ends.map((to, k) => starts[to] - starts[ranks[k]])));
    return ends.map((to, k) => {
      const address = exports.finishPart(ranks[k], to, room);
      const entries = PART_FIELDS.map((name, field) => [name, exports.partField(address, field) >>> 0]);
      return Object.fromEntries(entries) as Part;
    });
  });
}

export interface FactsRoomTask {
  handle: CoreHandle;
  bytes: number;
  /** What the scan has taken of the core's memory, where the cases still lie behind it; null: nothing is needed. */
  scannedBytes: number | null;
}

/**
 * Room for facts in the core's own memory, where it was scanned into: nothing of that is needed any more.
 * @returns its address
 */
export function factsRoom(task: FactsRoomTask): Promise<number> {
  const core = coreOf(task.handle);
  return guarded(core, () => {
    if (task.bytes > MAX_MEMORY_BYTES) throw new CodedError('OUT_OF_MEMORY');
    core.exports.setLimit(MAX_MEMORY_BYTES | 0);
    if (task.scannedBytes === null) {
      core.exports.reset(MAX_MEMORY_BYTES | 0);
      return core.exports.alloc(task.bytes | 0) >>> 0;
    }
    // What the facts may take was checked; the core's share of the memory is not theirs.
    core.exports.setLimit(MAX_MEMORY_BYTES | 0);
    return core.exports.factsRoom(task.bytes | 0, task.scannedBytes | 0) >>> 0;
  });
}

export interface CopyPartTask {
  handle: CoreHandle;
  part: Part;
  facts: FactsHome;
  /** What the parts before this one hold: the places where its lists and texts begin. */
  before: ListCounts;
  /** Also the columns that are made once for all parts. */
  withWhole: boolean;
}

/** Lays a part into the columns of the result. */
export function copyPart(task: CopyPartTask): void {
  const core = coreOf(task.handle);
  const facts = viewFacts(task.facts);
  copyCases(core, task, facts);
  copyLists(core, task, facts);
  if (task.withWhole) {
    facts.chronologyStarts.set(wordsAt(core, core.exports.rowStarts(), facts.caseCount + 1));
    copyTables(core, facts);
  }
}

function copyCases(core: Core, { part, before }: CopyPartTask, facts: Facts): void {
  const { from, to } = part;
  const count = to - from;
  const buffer = core.memory.buffer;
  facts.keyDigests.set(bytesAt(core, part.keyDigests, count * KEY_DIGEST_BYTES), from * KEY_DIGEST_BYTES);
  facts.firstSeconds.set(new Float64Array(buffer, part.firstSeconds, count), from);
  facts.firstNanos.set(wordsAt(core, part.firstNanos, count), from);
  facts.lastSeconds.set(new Float64Array(buffer, part.lastSeconds, count), from);
  facts.lastNanos.set(wordsAt(core, part.lastNanos, count), from);
  facts.lastStatus.set(codesAt(core, part.lastStatus, count, facts.lastStatus), from);
  facts.keys.bytes.set(bytesAt(core, part.keyBytes, part.keyBytesLength), before.keyBytes);
  copyStarts(core, part.keyStarts, count * KEY_FIELDS, facts.keys.starts, from * KEY_FIELDS, before.keyBytes);
  copyStarts(core, part.numberStarts, count, facts.numberStarts, from, before.numbers);
  copyStarts(core, part.gradeStarts, count, facts.gradeStarts, from, before.grades);
}

function copyLists(core: Core, { part, before }: CopyPartTask, facts: Facts): void {
  const { numbers, chronology } = facts;
  numbers.bytes.set(bytesAt(core, part.numberBytes, part.numberBytesLength), before.numberBytes);
  copyStarts(core, part.numberTextStarts, part.numbers, numbers.starts, before.numbers, before.numberBytes);
  chronology.set(codesAt(core, part.chronology, part.chronologyLength, chronology), before.chronology);
  facts.grades.set(wordsAt(core, part.grades, part.gradesLength), before.grades);
}

function codesAt(core: Core, address: number, count: number, like: Codes): Codes {
  const buffer = core.memory.buffer;
  if (like instanceof Uint8Array) return new Uint8Array(buffer, address, count);
  if (like instanceof Uint16Array) return new Uint16Array(buffer, address, count);
  return new Uint32Array(buffer, address, count);
}

function copyStarts(
  core: Core,
  address: number,
  count: number,
  to: Uint32Array,
  at: number,
  base: number,
): void {
  const starts = wordsAt(core, address, count);
  if (base === 0) to.set(starts, at);
  else for (let k = 0; k < count; k++) to[at + k] = starts[k] + base;
}

/** The columns that are the same whatever cases there are. */
export type Tables = Pick<
  Facts,
  'gradeSeverity' | 'gradePriority' | 'severities' | 'priorities' | 'statuses'
>;

/** The tables, apart from the core's memory. */
export function takeTables({ handle }: { handle: CoreHandle }): Tables {
  const core = coreOf(handle);
  const { exports } = core;
  const dictionary = (number: number): Dictionary => {
    const count = exports.valueCount(number) + 1;
    const bytes = new Uint8Array(exports.valueBytes(number));
    return { texts: { starts: new Uint32Array(count + 1), bytes }, rows: new Float64Array(count) };
  };
  const tables: Tables = {
    gradeSeverity: new Uint32Array(exports.gradeCount()),
    gradePriority: new Uint32Array(exports.gradeCount()),
    severities: dictionary(0),
    priorities: dictionary(1),
    statuses: dictionary(2),
  };
  copyTables(core, tables);
  return tables;
}

/** Dictionaries and grades, which the merge makes of all rows of the file, whatever cases a pass keeps. */
export function copyTables(core: Core, facts: Tables): void {
  const { exports } = core;
  facts.gradeSeverity.set(wordsAt(core, exports.gradeSeverity(), facts.gradeSeverity.length));
  facts.gradePriority.set(wordsAt(core, exports.gradePriority(), facts.gradePriority.length));
  copyDictionary(core, 0, facts.severities);
  copyDictionary(core, 1, facts.priorities);
  copyDictionary(core, 2, facts.statuses);
}

function copyDictionary(core: Core, dictionary: number, { texts, rows }: Dictionary): void {
  const { exports } = core;
  let end = 0;
  texts.starts[0] = 0;
  texts.starts[1] = 0; // the blank
  for (let code = 1; code < rows.length; code++) {
    const length = exports.valueLength(dictionary, code);
    texts.bytes.set(bytesAt(core, exports.valueAddress(dictionary, code), length), end);
    end += length;
    texts.starts[code + 1] = end;
  }
  rows.set(new Float64Array(core.memory.buffer, exports.valueRows(dictionary) >>> 0, rows.length));
}
