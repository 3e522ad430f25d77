/**
 * The (severity, priority, status) triples that occur. An event names its triple by one code, and rows are
 * counted per triple: the counts per value of each column follow from them at the end.
 */
import { alloc, allocZeroed } from './memory';
import { mix } from './dictionary';

export const TRIPLE_SEVERITY: usize = 0; // u32
export const TRIPLE_PRIORITY: usize = 4; // u32
export const TRIPLE_STATUS: usize = 8; // u32
export const TRIPLE_ROWS: usize = 12; // u32
export const TRIPLE_BYTES: u32 = 16;
const FIRST_CAPACITY: u32 = 256;

@unmanaged
export class Triples {
  /** Open addressing over codes + 1; 0 is free. */
  table: u32;
  mask: u32;
  count: u32;
  /** TRIPLE_* records by code. */
  records: u32;
}

export function newTriples(): u32 {
  const at = alloc(offsetof<Triples>());
  const triples = changetype<Triples>(usize(at));
  triples.count = 0;
  triples.mask = FIRST_CAPACITY - 1;
  triples.table = allocZeroed(FIRST_CAPACITY << 2);
  triples.records = alloc((FIRST_CAPACITY >> 1) * TRIPLE_BYTES);
  return at;
}

// @ts-ignore: decorator
@inline
export function tripleAt(triples: Triples, code: u32): usize {
  return usize(triples.records) + usize(code) * TRIPLE_BYTES;
}

/** The code of a triple, `rows` more rows counted for it. */
export function countTriple(triples: Triples, severity: u32, priority: u32, status: u32, rows: u32): u32 {
  let slot = slotOf(triples, severity, priority, status);
  while (true) {
    const held = load<u32>(usize(triples.table) + (usize(slot) << 2));
    if (held == 0) break;
    const record = tripleAt(triples, held - 1);
    if (
      load<u32>(record, TRIPLE_SEVERITY) == severity &&
      load<u32>(record, TRIPLE_PRIORITY) == priority &&
      load<u32>(record, TRIPLE_STATUS) == status
    ) {
      store<u32>(record, load<u32>(record, TRIPLE_ROWS) + rows, TRIPLE_ROWS);
      return held - 1;
    }
    slot = (slot + 1) & triples.mask;
  }
  const code = triples.count++;
  store<u32>(usize(triples.table) + (usize(slot) << 2), code + 1);
  const record = tripleAt(triples, code);
  store<u32>(record, severity, TRIPLE_SEVERITY);
  store<u32>(record, priority, TRIPLE_PRIORITY);
  store<u32>(record, status, TRIPLE_STATUS);
  store<u32>(record, rows, TRIPLE_ROWS);
  if (triples.count << 1 > triples.mask) grow(triples);
  return code;
}

// @ts-ignore: decorator
@inline
function slotOf(triples: Triples, severity: u32, priority: u32, status: u32): u32 {
  return u32(mix((u64(severity) << 42) ^ (u64(priority) << 21) ^ u64(status))) & triples.mask;
}

function grow(triples: Triples): void {
  const capacity = (triples.mask + 1) << 1;
  triples.mask = capacity - 1;
  triples.table = allocZeroed(capacity << 2);
  const records = alloc((capacity >> 1) * TRIPLE_BYTES);
  memory.copy(usize(records), usize(triples.records), usize(triples.count) * TRIPLE_BYTES);
  triples.records = records;
  for (let code: u32 = 0; code < triples.count; code++) {
    const record = tripleAt(triples, code);
    let slot = slotOf(
      triples,
      load<u32>(record, TRIPLE_SEVERITY),
      load<u32>(record, TRIPLE_PRIORITY),
      load<u32>(record, TRIPLE_STATUS),
    );
    while (load<u32>(usize(triples.table) + (usize(slot) << 2)) != 0) slot = (slot + 1) & triples.mask;
    store<u32>(usize(triples.table) + (usize(slot) << 2), code + 1);
  }
}
