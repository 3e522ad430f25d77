/**
 * Traits: what a row has in common with many others, its severity, priority and status, and how its date was
 * written. An event names its trait by one code, and rows are counted per trait: the counts per value of each
 * column, and what the dates of the file look like, follow from them at the end.
 */
import { alloc, allocZeroed } from './memory';
import { codeOfValue, Dictionary } from './dictionary';
import { mix, spread } from './hash';
import { Range, SLICE_PRIORITY, SLICE_SEVERITY, SLICE_STATUS, sliceAt, sliceLength } from './layout';

export const TRAIT_SEVERITY: usize = 0; // u32
export const TRAIT_PRIORITY: usize = 4; // u32
export const TRAIT_STATUS: usize = 8; // u32
export const TRAIT_META: usize = 12; // u32, META_*
export const TRAIT_ROWS: usize = 16; // u32
const TRAIT_SHIFT: usize = 5;
const FIRST_CAPACITY: u32 = 256;

@unmanaged
export class Traits {
  /** Open addressing over codes + 1; 0 is free. */
  table: u32;
  mask: u32;
  count: u32;
  /** TRAIT_* records by code. */
  records: u32;
}

export function newTraits(): u32 {
  const at = alloc(offsetof<Traits>());
  const traits = changetype<Traits>(usize(at));
  traits.count = 0;
  traits.mask = FIRST_CAPACITY - 1;
  traits.table = allocZeroed(FIRST_CAPACITY << 2);
  traits.records = alloc((FIRST_CAPACITY >> 1) << u32(TRAIT_SHIFT));
  return at;
}

// @ts-ignore: decorator
@inline
export function traitAt(traits: Traits, code: u32): usize {
  return usize(traits.records) + (usize(code) << TRAIT_SHIFT);
}

/** The code of a trait, `rows` more rows counted for it. */
export function countTrait(traits: Traits, severity: u32, priority: u32, status: u32, meta: u32, rows: u32): u32 {
  let slot = slotOf(traits, severity, priority, status, meta);
  while (true) {
    const held = load<u32>(usize(traits.table) + (usize(slot) << 2));
    if (held == 0) break;
    const record = traitAt(traits, held - 1);
    if (
      load<u32>(record, TRAIT_SEVERITY) == severity &&
      load<u32>(record, TRAIT_PRIORITY) == priority &&
      load<u32>(record, TRAIT_STATUS) == status &&
      load<u32>(record, TRAIT_META) == meta
    ) {
      store<u32>(record, load<u32>(record, TRAIT_ROWS) + rows, TRAIT_ROWS);
      return held - 1;
    }
    slot = (slot + 1) & traits.mask;
  }
  const code = traits.count++;
  store<u32>(usize(traits.table) + (usize(slot) << 2), code + 1);
  const record = traitAt(traits, code);
  store<u32>(record, severity, TRAIT_SEVERITY);
  store<u32>(record, priority, TRAIT_PRIORITY);
  store<u32>(record, status, TRAIT_STATUS);
  store<u32>(record, meta, TRAIT_META);
  store<u32>(record, rows, TRAIT_ROWS);
  if (traits.count << 1 > traits.mask) grow(traits);
  return code;
}

/** Rows whose trait has a flag of META_* set. */
export function rowsWith(traits: Traits, flag: u32): u64 {
  let rows: u64 = 0;
  for (let code: u32 = 0; code < traits.count; code++) {
    const trait = traitAt(traits, code);
    if (load<u32>(trait, TRAIT_META) & flag) rows += load<u32>(trait, TRAIT_ROWS);
  }
  return rows;
}

/** The part of META_* under `mask` of the first row that has any; codes are given out in the order of rows. */
export function firstMeta(traits: Traits, mask: u32): u32 {
  for (let code: u32 = 0; code < traits.count; code++) {
    const meta = load<u32>(traitAt(traits, code), TRAIT_META) & mask;
    if (meta != 0) return meta;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function slotOf(traits: Traits, severity: u32, priority: u32, status: u32, meta: u32): u32 {
  return u32(mix((u64(severity) << 42) ^ (u64(priority) << 21) ^ u64(status) ^ (u64(meta) << 48))) & traits.mask;
}

function grow(traits: Traits): void {
  const capacity = (traits.mask + 1) << 1;
  traits.mask = capacity - 1;
  traits.table = allocZeroed(capacity << 2);
  const records = alloc((capacity >> 1) << u32(TRAIT_SHIFT));
  memory.copy(usize(records), usize(traits.records), usize(traits.count) << TRAIT_SHIFT);
  traits.records = records;
  for (let code: u32 = 0; code < traits.count; code++) {
    const record = traitAt(traits, code);
    let slot = slotOf(
      traits,
      load<u32>(record, TRAIT_SEVERITY),
      load<u32>(record, TRAIT_PRIORITY),
      load<u32>(record, TRAIT_STATUS),
      load<u32>(record, TRAIT_META),
    );
    while (load<u32>(usize(traits.table) + (usize(slot) << 2)) != 0) slot = (slot + 1) & traits.mask;
    store<u32>(usize(traits.table) + (usize(slot) << 2), code + 1);
  }
}

// The traits met lately, by the codes of their values: a file has a few hundred.
const RECENT_SLOTS_BITS: u64 = 11;
const RECENT_CODES: usize = 0; // u64: the codes and META_* side by side, and a bit that tells a filled slot
const RECENT_TRAIT: usize = 8; // u32
const RECENT_BYTES: u32 = 16;
const FILLED: u64 = 1 << 63;

export function newRecentTraits(): u32 {
  return allocZeroed(RECENT_BYTES << u32(RECENT_SLOTS_BITS));
}

/** The code of the row's trait, the row counted for it. */
export function traitOfRow(range: Range, meta: u32): u32 {
  const traits = changetype<Traits>(usize(range.traits));
  const severity = codeOfRow(range, range.severities, SLICE_SEVERITY);
  const priority = codeOfRow(range, range.priorities, SLICE_PRIORITY);
  const status = codeOfRow(range, range.statuses, SLICE_STATUS);
  if ((severity | priority | status) >> 16 != 0) return countTrait(traits, severity, priority, status, meta, 1);

  const codes = FILLED | (u64(meta) << 48) | (u64(severity) << 32) | (u64(priority) << 16) | u64(status);
  const slot = usize(range.recentTraits) + spread(codes, RECENT_SLOTS_BITS) * RECENT_BYTES;
  if (load<u64>(slot, RECENT_CODES) == codes) {
    const code = load<u32>(slot, RECENT_TRAIT);
    const record = traitAt(traits, code);
    store<u32>(record, load<u32>(record, TRAIT_ROWS) + 1, TRAIT_ROWS);
    return code;
  }
  const code = countTrait(traits, severity, priority, status, meta, 1);
  store<u64>(slot, codes, RECENT_CODES);
  store<u32>(slot, code, RECENT_TRAIT);
  return code;
}

// @ts-ignore: decorator
@inline
function codeOfRow(range: Range, dictionary: u32, slice: u32): u32 {
  return codeOfValue(changetype<Dictionary>(usize(dictionary)), sliceAt(range, slice), sliceLength(range, slice));
}
