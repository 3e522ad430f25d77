/**
 * Many ranges become one: dictionaries in code-point order, cases in key order, whatever thread met them first.
 * The order of everything that leaves the core is settled here, so that the split of the file cannot show.
 */
import { alloc, allocZeroed } from './memory';
import { MINUTE } from './calendar';
import { adopt, find, keepLoads, recordOf, TOUCHED_CASES, touchHeld, touchRecord, touchSlot } from './cases';
import {
  CASE_HASH,
  CASE_ID,
  CASE_KEY,
  CASE_KEY_LENGTH,
  CASE_ROWS,
  control,
  META_AMBIGUOUS,
  META_ZONE,
  META_ZONE_BIAS,
  Range,
} from './layout';
import { Merged, merged, rangeAt, recordAt } from './merged';
import { addRows, mapped, mergeValues } from './mergeValues';
import { ITEM_ADDRESS, ITEM_KEY, ITEM_LENGTH, ITEM_SHIFT } from './items';
import { sortByKey, sortScratch } from './sort';
import { sortTexts, textScratch } from './sortTexts';
import {
  countTrait,
  newTraits,
  TRAIT_META,
  TRAIT_PRIORITY,
  TRAIT_ROWS,
  TRAIT_SEVERITY,
  TRAIT_STATUS,
  traitAt,
  Traits,
} from './traits';

/** Merges the ranges whose addresses stand at `ranges`, in file order. */
export function mergeRanges(ranges: u32, rangeCount: u32): void {
  const at = allocZeroed(offsetof<Merged>());
  control().merged = at;
  const all = merged();
  all.ranges = ranges;
  all.rangeCount = rangeCount;
  const severityRanks = alloc(rangeCount << 2);
  const priorityRanks = alloc(rangeCount << 2);
  const statusRanks = alloc(rangeCount << 2);
  all.severities = mergeValues(offsetof<Range>('severities'), severityRanks);
  all.priorities = mergeValues(offsetof<Range>('priorities'), priorityRanks);
  all.statuses = mergeValues(offsetof<Range>('statuses'), statusRanks);
  mergeTraits(severityRanks, priorityRanks, statusRanks);
  mergeCases();
}

/** How the events of a trait are read, now that the whole file is known. */
@unmanaged
export class Reading {
  /** What makes the wall clock of the row that of the file's zone, in nanoseconds. */
  shift: i64;
  /** Merged triple of severity, priority and status. */
  triple: u32;
  /** The date was read day first, and the file is month first. */
  exchanged: u32;
}
export const READING_SHIFT: usize = 4;

function mergeTraits(severityRanks: u32, priorityRanks: u32, statusRanks: u32): void {
  const all = merged();
  const triples = changetype<Traits>(usize(newTraits()));
  for (let r: u32 = 0; r < all.rangeCount; r++) {
    const range = rangeAt(r);
    const local = changetype<Traits>(usize(range.traits));
    range.readings = alloc((local.count + 1) << u32(READING_SHIFT));
    for (let code: u32 = 0; code < local.count; code++) {
      const trait = traitAt(local, code);
      const severity = mapped(severityRanks, r, load<u32>(trait, TRAIT_SEVERITY));
      const priority = mapped(priorityRanks, r, load<u32>(trait, TRAIT_PRIORITY));
      const status = mapped(statusRanks, r, load<u32>(trait, TRAIT_STATUS));
      const rows = load<u32>(trait, TRAIT_ROWS);
      addRows(all.severities, severity, rows);
      addRows(all.priorities, priority, rows);
      addRows(all.statuses, status, rows);
      const reading = changetype<Reading>(usize(range.readings) + (usize(code) << READING_SHIFT));
      readAs(reading, load<u32>(trait, TRAIT_META));
      reading.triple = countTrait(triples, severity, priority, status, 0, rows);
    }
  }
  nameGrades(triples);
}

function readAs(reading: Reading, meta: u32): void {
  const zone = meta & META_ZONE;
  reading.shift = zone == 0 ? 0 : i64(control().zone - (i32(zone) - META_ZONE_BIAS)) * MINUTE;
  reading.exchanged = u32((meta & META_AMBIGUOUS) != 0 && control().monthFirst != 0);
}

/** Grades are the (severity, priority) pairs of the triples, in ascending order. */
function nameGrades(triples: Traits): void {
  const all = merged();
  const count = triples.count;
  all.tripleCount = count;
  all.tripleCodes = alloc((count + 1) << 3);
  all.gradeSeverity = alloc((count + 1) << 2);
  all.gradePriority = alloc((count + 1) << 2);
  const items = usize(alloc((count + 1) << u32(ITEM_SHIFT)));
  for (let code: u32 = 0; code < count; code++) {
    const triple = traitAt(triples, code);
    const item = items + (usize(code) << ITEM_SHIFT);
    store<u64>(item, (u64(load<u32>(triple, TRAIT_SEVERITY)) << 32) | load<u32>(triple, TRAIT_PRIORITY), ITEM_KEY);
    store<u32>(item, code, ITEM_ADDRESS);
    store<u32>(usize(all.tripleCodes) + (usize(code) << 3), load<u32>(triple, TRAIT_STATUS));
  }
  sortByKey(items, count, usize(alloc(sortScratch(count))));
  let last: u64 = u64(-1);
  for (let k: u32 = 0; k < count; k++) {
    const item = items + (usize(k) << ITEM_SHIFT);
    const pair = load<u64>(item, ITEM_KEY);
    if (pair != last) {
      store<u32>(usize(all.gradeSeverity) + (usize(all.gradeCount) << 2), u32(pair >> 32));
      store<u32>(usize(all.gradePriority) + (usize(all.gradeCount) << 2), u32(pair));
      all.gradeCount++;
      last = pair;
    }
    store<u32>(usize(all.tripleCodes) + (usize(load<u32>(item, ITEM_ADDRESS)) << 3), all.gradeCount - 1, 4);
  }
}

/** Cases of all ranges are gathered in the first range's table, ranked by key, and the ranks handed back. */
function mergeCases(): void {
  const all = merged();
  const home = rangeAt(0);
  for (let r: u32 = 1; r < all.rangeCount; r++) gatherCases(home, rangeAt(r));

  const count = home.caseCount;
  all.caseCount = count;
  const items = usize(alloc((count + 1) << u32(ITEM_SHIFT)));
  for (let id: u32 = 0; id < count; id++) {
    const record = recordOf(home, id);
    const item = items + (usize(id) << ITEM_SHIFT);
    store<u32>(item, u32(record + CASE_KEY), ITEM_ADDRESS);
    store<u32>(item, load<u32>(record, CASE_KEY_LENGTH), ITEM_LENGTH);
  }
  sortTexts(items, count, usize(alloc(textScratch(count))), 0);

  all.cases = u32(items);
  all.rowStarts = alloc((count + 1) << 2);
  const ranks = alloc((count + 1) << 2);
  let rows: u32 = 0;
  for (let rank: u32 = 0; rank < count; rank++) {
    const record = recordAt(all, rank);
    store<u32>(usize(all.rowStarts) + (usize(rank) << 2), rows);
    store<u32>(usize(ranks) + (usize(load<u32>(record, CASE_ID)) << 2), rank);
    rows += load<u32>(record, CASE_ROWS);
  }
  store<u32>(usize(all.rowStarts) + (usize(count) << 2), rows);
  all.rowCount = rows;
  handBackRanks(ranks);
}

/** Looks every case of `range` up at home; its caseRanks maps its own ids to those of home, for now. */
function gatherCases(home: Range, range: Range): void {
  range.caseRanks = alloc((range.caseCount + 1) << 2);
  for (let id: u32 = 0; id < range.caseCount; id++) {
    if (id % TOUCHED_CASES == 0) touchCases(home, range, id, min(id + TOUCHED_CASES, range.caseCount));
    const record = recordOf(range, id);
    const hash = load<u64>(record, CASE_HASH);
    const rows = load<u32>(record, CASE_ROWS);
    const slot = find(home, hash, record + CASE_KEY, load<u32>(record, CASE_KEY_LENGTH));
    let held = usize(load<u32>(slot, 4));
    if (held == 0) {
      adopt(home, slot, record);
      held = record;
    } else {
      store<u32>(held, load<u32>(held, CASE_ROWS) + rows, CASE_ROWS);
    }
    store<u32>(usize(range.caseRanks) + (usize(id) << 2), load<u32>(held, CASE_ID));
  }
}

/** Asks for cases of `range` and for those at home that they may be. */
function touchCases(home: Range, range: Range, from: u32, to: u32): void {
  let touched: u64 = 0;
  for (let id = from; id < to; id++) touched |= touchRecord(recordOf(range, id));
  for (let id = from; id < to; id++) touched |= touchSlot(home, load<u64>(recordOf(range, id), CASE_HASH));
  for (let id = from; id < to; id++) touched |= touchHeld(home, load<u64>(recordOf(range, id), CASE_HASH));
  keepLoads(touched);
}

function handBackRanks(ranks: u32): void {
  const all = merged();
  rangeAt(0).caseRanks = ranks;
  for (let r: u32 = 1; r < all.rangeCount; r++) {
    const range = rangeAt(r);
    const own = usize(range.caseRanks);
    for (let id: u32 = 0; id < range.caseCount; id++) {
      const place = own + (usize(id) << 2);
      store<u32>(place, load<u32>(usize(ranks) + (usize(load<u32>(place)) << 2)));
    }
  }
}
