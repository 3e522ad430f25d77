/**
 * The cases of a range: key → case. Rows wait in a batch until their cases are looked up together, in steps that
 * each touch memory of all rows before the next step needs it, so that the cache misses overlap.
 */
import { alloc, allocZeroed } from './memory';
import { equalPadded, paddedRun } from './bytes';
import { mix } from './hash';
import {
  BATCH_ROWS,
  CASE_HASH,
  CASE_ID,
  CASE_KEY,
  CASE_KEY_LENGTH,
  CASE_ROWS,
  EVENT_CASE,
  EXTENT_BYTES,
  PADDING,
  PENDING_BYTES,
  PENDING_EVENT,
  PENDING_HASH,
  PENDING_KEY,
  PENDING_LENGTH,
  Range,
  control,
} from './layout';

const FIRST_CAPACITY: u32 = 1 << 12;

/**
 * Slot of the table: the upper half of the hash, and the address of the record; address 0 is free. Where a case belongs
 * is told by the same half, so that the table grows without a look at the records, which lie anywhere.
 */
const SLOT_TAG: usize = 0;
const SLOT_RECORD: usize = 4;
const SLOT_SHIFT: usize = 3;

/** Of the processor's cache. */
const LINE_BYTES: usize = 64;

export function initCases(range: Range): void {
  range.caseCount = 0;
  range.caseMask = FIRST_CAPACITY - 1;
  range.caseTable = allocZeroed(FIRST_CAPACITY << u32(SLOT_SHIFT));
  range.caseCapacity = FIRST_CAPACITY;
  range.caseRecords = alloc(FIRST_CAPACITY << 2);
  range.keyExtent = 0;
  range.keyExtentEnd = 0;
  range.batchCount = 0;
  range.stagingUsed = 0;
}

const MULTIPLIER: u64 = 0x9e3779b97f4a7c15;
const MULTIPLIER_2: u64 = 0xc2b2ae3d27d4eb4f;

/** Hash of a key that is zero-padded to 32 bytes: four numbers side by side, mixed at the end. */
function hashKey(at: usize, length: u32): u64 {
  const end = at + length;
  let h0 = control().seed ^ length;
  let h1 = h0 ^ MULTIPLIER_2;
  let h2 = h0 + MULTIPLIER;
  let h3 = h1 + MULTIPLIER;
  while (at < end) {
    h0 = rotl<u64>(h0 ^ load<u64>(at), 27) * MULTIPLIER;
    h1 = rotl<u64>(h1 ^ load<u64>(at, 8), 31) * MULTIPLIER_2;
    h2 = rotl<u64>(h2 ^ load<u64>(at, 16), 29) * MULTIPLIER;
    h3 = rotl<u64>(h3 ^ load<u64>(at, 24), 33) * MULTIPLIER_2;
    at += 32;
  }
  return mix((h0 ^ rotl<u64>(h1, 32)) + rotl<u64>(h2 ^ rotl<u64>(h3, 32), 17) * MULTIPLIER);
}

/** Whether the pass keeps the case of a waiting row. */
export function isOfShare(pending: usize): bool {
  const hash = hashKey(usize(load<u32>(pending, PENDING_KEY)), load<u32>(pending, PENDING_LENGTH));
  return u32(hash >> 32) - control().shareFirst <= control().shareSpan;
}

// @ts-ignore: decorator
@inline
export function recordOf(range: Range, id: u32): usize {
  return usize(load<u32>(usize(range.caseRecords) + (usize(id) << 2)));
}

/**
 * Gives every waiting row its case. Keys are hashed here and not as they are staged: reading back what was just
 * written in other pieces stalls.
 */
export function resolveBatch(range: Range): void {
  const batch = usize(range.batch);
  const end = batch + usize(range.batchCount) * PENDING_BYTES;
  for (let pending = batch; pending < end; pending += PENDING_BYTES) {
    const hash = hashKey(usize(load<u32>(pending, PENDING_KEY)), load<u32>(pending, PENDING_LENGTH));
    store<u64>(pending, hash, PENDING_HASH);
  }
  touchCases(range, batch, end);
  for (let pending = batch; pending < end; pending += PENDING_BYTES) {
    const record = findOrAdd(
      range,
      load<u64>(pending, PENDING_HASH),
      usize(load<u32>(pending, PENDING_KEY)),
      load<u32>(pending, PENDING_LENGTH),
    );
    store<u32>(record, load<u32>(record, CASE_ROWS) + 1, CASE_ROWS);
    store<u32>(usize(load<u32>(pending, PENDING_EVENT)), load<u32>(record, CASE_ID), EVENT_CASE);
  }
  range.batchCount = 0;
  range.stagingUsed = 0;
}

/** Asks for the slots of all waiting rows, then for their records, in loops so short that the misses overlap. */
function touchCases(range: Range, batch: usize, end: usize): void {
  let touched: u64 = 0;
  for (let pending = batch; pending < end; pending += PENDING_BYTES) {
    touched |= touchSlot(range, load<u64>(pending, PENDING_HASH));
  }
  for (let pending = batch; pending < end; pending += PENDING_BYTES) {
    touched |= touchHeld(range, load<u64>(pending, PENDING_HASH));
  }
  keepLoads(touched);
}

// @ts-ignore: decorator
@inline
function slotAt(range: Range, index: u32): usize {
  return usize(range.caseTable) + (usize(index) << SLOT_SHIFT);
}

// @ts-ignore: decorator
@inline
function firstSlot(range: Range, hash: u64): usize {
  return slotAt(range, u32(hash >> 32) & range.caseMask);
}

/** Asks for the slot of a hash. */
// @ts-ignore: decorator
@inline
export function touchSlot(range: Range, hash: u64): u64 {
  return load<u64>(firstSlot(range, hash));
}

/** Asks for the record that the slot of a hash holds. */
// @ts-ignore: decorator
@inline
export function touchHeld(range: Range, hash: u64): u64 {
  return touchRecord(usize(load<u32>(firstSlot(range, hash), SLOT_RECORD)));
}

/** Records that are asked for at a time: they lie anywhere, so that each is waited for, but all of these at once. */
export const TOUCHED_CASES: u32 = 32;

/** Asks for the memory of a record, most of its key with it. */
// @ts-ignore: decorator
@inline
export function touchRecord(record: usize): u64 {
  return load<u64>(record) | load<u64>(record, LINE_BYTES) | load<u64>(record, 2 * LINE_BYTES);
}

/** Given what was loaded only to have it near, keeps those loads from being optimised away. */
// @ts-ignore: decorator
@inline
export function keepLoads(touched: u64): void {
  if (touched == 0x0123456789abcdef) control().touched = touched;
}

/** The slot of the case with this key (padded as paddedRun says), or the free one where it belongs. */
export function find(range: Range, hash: u64, key: usize, length: u32): usize {
  const tag = u32(hash >> 32);
  let index = tag & range.caseMask;
  while (true) {
    const slot = slotAt(range, index);
    const record = usize(load<u32>(slot, SLOT_RECORD));
    if (record == 0) return slot;
    if (
      load<u32>(slot, SLOT_TAG) == tag &&
      load<u32>(record, CASE_KEY_LENGTH) == length &&
      equalPadded(record + CASE_KEY, key, length)
    ) {
      return slot;
    }
    index = (index + 1) & range.caseMask;
  }
}

// @ts-ignore: decorator
@inline
function findOrAdd(range: Range, hash: u64, key: usize, length: u32): usize {
  const slot = find(range, hash, key, length);
  const record = usize(load<u32>(slot, SLOT_RECORD));
  return record != 0 ? record : add(range, slot, hash, key, length);
}

function add(range: Range, slot: usize, hash: u64, key: usize, length: u32): usize {
  const padded = paddedRun(length);
  const size = u32(CASE_KEY) + padded;
  if (range.keyExtentEnd - range.keyExtent < size) {
    const extent = max(EXTENT_BYTES, size);
    range.keyExtent = alloc(extent + PADDING);
    range.keyExtentEnd = range.keyExtent + extent;
  }
  const record = usize(range.keyExtent);
  range.keyExtent += size;
  store<u64>(record, hash, CASE_HASH);
  store<u32>(record, length, CASE_KEY_LENGTH);
  store<u32>(record, 0, CASE_ROWS);
  memory.copy(record + CASE_KEY, key, padded);
  adopt(range, slot, record);
  return record;
}

/** Makes the record a case of the range, in the free slot that find gave. */
export function adopt(range: Range, slot: usize, record: usize): void {
  const id = range.caseCount++;
  store<u32>(record, id, CASE_ID);
  store<u32>(slot, u32(load<u64>(record, CASE_HASH) >> 32), SLOT_TAG);
  store<u32>(slot, u32(record), SLOT_RECORD);
  if (id >= range.caseCapacity) growRecords(range);
  store<u32>(usize(range.caseRecords) + (usize(id) << 2), u32(record));
  if (range.caseCount << 1 > range.caseMask) growTable(range);
}

function growRecords(range: Range): void {
  const records = alloc(range.caseCapacity << 3);
  memory.copy(usize(records), usize(range.caseRecords), usize(range.caseCapacity) << 2);
  range.caseRecords = records;
  range.caseCapacity <<= 1;
}

function growTable(range: Range): void {
  const old = usize(range.caseTable);
  const oldEnd = old + ((usize(range.caseMask) + 1) << SLOT_SHIFT);
  const capacity = (range.caseMask + 1) << 1;
  range.caseMask = capacity - 1;
  range.caseTable = allocZeroed(capacity << u32(SLOT_SHIFT));
  for (let from = old; from < oldEnd; from += 1 << SLOT_SHIFT) {
    const record = load<u32>(from, SLOT_RECORD);
    if (record == 0) continue;
    const tag = load<u32>(from, SLOT_TAG);
    let index = tag & range.caseMask;
    while (load<u32>(slotAt(range, index), SLOT_RECORD) != 0) index = (index + 1) & range.caseMask;
    store<u32>(slotAt(range, index), tag, SLOT_TAG);
    store<u32>(slotAt(range, index), record, SLOT_RECORD);
  }
}

export const BATCH_BYTES: u32 = BATCH_ROWS * PENDING_BYTES;
