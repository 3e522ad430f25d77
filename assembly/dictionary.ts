/**
 * Dictionaries of one column: value → code, codes from 1 in order of appearance (0 is the blank). Values of up
 * to 16 bytes, which nearly all are, are compared as two numbers where they stand in the table.
 */
import { alloc, allocZeroed } from './memory';
import { compareBytes, copyLoose, word, wordAt } from './bytes';
import { mix, spread } from './hash';
import { isBlankField } from './words';

const ENTRY_LOW: usize = 0; // u64: first eight bytes, or a hash of a long value
const ENTRY_HIGH: usize = 8; // u64: next eight
const ENTRY_TEXT: usize = 16; // u32: address of the value
const ENTRY_LENGTH: usize = 20; // u32
const ENTRY_CODE: usize = 24; // u32; 0 marks a free entry
const ENTRY_BYTES: u32 = 32;
const FIRST_CAPACITY: u32 = 64;

@unmanaged
export class Dictionary {
  table: u32;
  mask: u32;
  /** Codes given out; the values are 1 .. count. */
  count: u32;
  /** Address and length of the value of each code, u32 each, from code 1 on. */
  values: u32;
  /** Values met lately; see codeOfValue. */
  recent: u32;
  /** The seed of hashes, so that values of a file cannot be chosen to collide. */
  seed: u64;
}

export function newDictionary(seed: u64): u32 {
  const at = alloc(offsetof<Dictionary>());
  const dictionary = changetype<Dictionary>(usize(at));
  dictionary.count = 0;
  dictionary.seed = seed;
  dictionary.mask = FIRST_CAPACITY - 1;
  dictionary.table = allocZeroed(FIRST_CAPACITY * ENTRY_BYTES);
  dictionary.values = alloc(FIRST_CAPACITY << 3);
  dictionary.recent = allocZeroed(RECENT_BYTES << u32(RECENT_SLOTS_BITS));
  return at;
}

// The values met lately, each as three words with zeros behind its end, so that one is found without a branch on its
// length. A slot that nothing was put in is that of the empty text, whose code is 0.
const RECENT_SLOTS_BITS: u64 = 9;
const RECENT_LENGTH: usize = 24; // u32
const RECENT_CODE: usize = 28; // u32
const RECENT_BYTES: u32 = 32;
const LONGEST_RECENT: u32 = 24;

/** The code of a value of a row: 0 where it is blank. It is free of NUL. */
// @ts-ignore: decorator
@inline
export function codeOfValue(dictionary: Dictionary, at: usize, length: u32): u32 {
  if (length > LONGEST_RECENT) return codeOf(dictionary, at, length);
  const first = wordAt(at, length, 0);
  const second = wordAt(at, length, 1);
  const third = wordAt(at, length, 2);
  const index = spread(first ^ rotl<u64>(second, 23) ^ rotl<u64>(third, 42), RECENT_SLOTS_BITS);
  const slot = usize(dictionary.recent) + index * RECENT_BYTES;
  const difference =
    (load<u64>(slot) ^ first) | (load<u64>(slot, 8) ^ second) | (load<u64>(slot, 16) ^ third) |
    u64(load<u32>(slot, RECENT_LENGTH) ^ length);
  return difference == 0 ? load<u32>(slot, RECENT_CODE) : lookUp(dictionary, slot, at, length);
}

function lookUp(dictionary: Dictionary, slot: usize, at: usize, length: u32): u32 {
  const code = isBlankField(at, length) ? 0 : codeOf(dictionary, at, length);
  store<u64>(slot, wordAt(at, length, 0));
  store<u64>(slot, wordAt(at, length, 1), 8);
  store<u64>(slot, wordAt(at, length, 2), 16);
  store<u32>(slot, length, RECENT_LENGTH);
  store<u32>(slot, code, RECENT_CODE);
  return code;
}

export function codeOf(dictionary: Dictionary, at: usize, length: u32): u32 {
  let low: u64;
  let high: u64 = 0;
  if (length > 16) {
    low = hashLong(at, length, dictionary.seed);
  } else if (length > 8) {
    low = load<u64>(at);
    high = word(at + 8, length - 8);
  } else {
    low = length == 0 ? 0 : word(at, length);
  }
  const hash = mix(low ^ rotl<u64>(high, 29) ^ dictionary.seed ^ length);
  let slot = u32(hash) & dictionary.mask;
  while (true) {
    const entry = usize(dictionary.table) + usize(slot) * ENTRY_BYTES;
    const code = load<u32>(entry, ENTRY_CODE);
    if (code == 0) return insert(dictionary, entry, low, high, at, length);
    if (
      load<u64>(entry, ENTRY_LOW) == low &&
      load<u64>(entry, ENTRY_HIGH) == high &&
      load<u32>(entry, ENTRY_LENGTH) == length &&
      (length <= 16 || memory.compare(usize(load<u32>(entry, ENTRY_TEXT)), at, length) == 0)
    ) {
      return code;
    }
    slot = (slot + 1) & dictionary.mask;
  }
}

export function valueAt(dictionary: Dictionary, code: u32): usize {
  return usize(load<u32>(usize(dictionary.values) + (usize(code - 1) << 3)));
}

export function valueLength(dictionary: Dictionary, code: u32): u32 {
  return load<u32>(usize(dictionary.values) + (usize(code - 1) << 3), 4);
}

/** Order of two values of (possibly different) dictionaries, by code points. */
export function compareValues(a: Dictionary, aCode: u32, b: Dictionary, bCode: u32): i32 {
  return compareBytes(valueAt(a, aCode), valueLength(a, aCode), valueAt(b, bCode), valueLength(b, bCode));
}

function insert(dictionary: Dictionary, entry: usize, low: u64, high: u64, at: usize, length: u32): u32 {
  const text = alloc(length + 16);
  copyLoose(usize(text), at, length);
  const code = dictionary.count + 1;
  dictionary.count = code;
  store<u64>(entry, low, ENTRY_LOW);
  store<u64>(entry, high, ENTRY_HIGH);
  store<u32>(entry, text, ENTRY_TEXT);
  store<u32>(entry, length, ENTRY_LENGTH);
  store<u32>(entry, code, ENTRY_CODE);
  const value = usize(dictionary.values) + (usize(code - 1) << 3);
  store<u32>(value, text);
  store<u32>(value, length, 4);
  if (code << 1 > dictionary.mask) grow(dictionary);
  return code;
}

function grow(dictionary: Dictionary): void {
  const old = usize(dictionary.table);
  const oldCapacity = dictionary.mask + 1;
  const capacity = oldCapacity << 1;
  dictionary.table = allocZeroed(capacity * ENTRY_BYTES);
  dictionary.mask = capacity - 1;
  const values = alloc(capacity << 3);
  memory.copy(usize(values), usize(dictionary.values), usize(dictionary.count) << 3);
  dictionary.values = values;
  for (let k: u32 = 0; k < oldCapacity; k++) {
    const entry = old + usize(k) * ENTRY_BYTES;
    if (load<u32>(entry, ENTRY_CODE) == 0) continue;
    const length = load<u32>(entry, ENTRY_LENGTH);
    const low = load<u64>(entry, ENTRY_LOW);
    const high = load<u64>(entry, ENTRY_HIGH);
    let slot = u32(mix(low ^ rotl<u64>(high, 29) ^ dictionary.seed ^ length)) & dictionary.mask;
    while (load<u32>(usize(dictionary.table) + usize(slot) * ENTRY_BYTES, ENTRY_CODE) != 0) {
      slot = (slot + 1) & dictionary.mask;
    }
    memory.copy(usize(dictionary.table) + usize(slot) * ENTRY_BYTES, entry, ENTRY_BYTES);
  }
}

function hashLong(at: usize, length: u32, seed: u64): u64 {
  let hash = seed;
  let left = length;
  while (left > 8) {
    hash = mix(hash ^ load<u64>(at));
    at += 8;
    left -= 8;
  }
  return mix(hash ^ word(at, left));
}
