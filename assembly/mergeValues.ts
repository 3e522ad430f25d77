/** The dictionaries of a column, one per range, become one in code-point order. */
import { alloc, allocZeroed } from './memory';
import { Dictionary, valueAt, valueLength } from './dictionary';
import { merged, MergedValues, mergedValue, rangeAt } from './merged';
import { ITEM_ADDRESS, ITEM_LENGTH, ITEM_SHIFT } from './items';
import { sortTexts, textScratch } from './sortTexts';

/** Merges one column's dictionaries; `ranks` gets, per range, the address of its map from code to merged code. */
export function mergeValues(field: usize, ranks: u32): u32 {
  const all = merged();
  let total: u32 = 0;
  for (let r: u32 = 0; r < all.rangeCount; r++) total += dictionaryOf(r, field).count;
  const items = usize(alloc((total + 1) << u32(ITEM_SHIFT)));
  let filled: u32 = 0;
  for (let r: u32 = 0; r < all.rangeCount; r++) {
    const dictionary = dictionaryOf(r, field);
    const map = allocZeroed((dictionary.count + 1) << 2);
    store<u32>(usize(ranks) + (usize(r) << 2), map);
    for (let code: u32 = 1; code <= dictionary.count; code++) {
      const item = items + (usize(filled++) << ITEM_SHIFT);
      store<u32>(item, u32(valueAt(dictionary, code)), ITEM_ADDRESS);
      store<u32>(item, valueLength(dictionary, code), ITEM_LENGTH);
    }
  }
  sortTexts(items, total, usize(alloc(textScratch(total))), 0);

  const valuesAt = alloc(offsetof<MergedValues>());
  const values = changetype<MergedValues>(usize(valuesAt));
  values.values = alloc((total + 1) << 3);
  values.count = 0;
  values.bytes = 0;
  for (let k: u32 = 0; k < total; k++) {
    const item = items + (usize(k) << ITEM_SHIFT);
    if (values.count > 0 && sameText(mergedValue(values, values.count), item)) continue;
    const value = mergedValue(values, ++values.count);
    store<u32>(value, load<u32>(item, ITEM_ADDRESS));
    store<u32>(value, load<u32>(item, ITEM_LENGTH), 4);
    values.bytes += load<u32>(item, ITEM_LENGTH);
  }
  values.rows = allocZeroed((values.count + 1) << 3);
  for (let r: u32 = 0; r < all.rangeCount; r++) {
    const dictionary = dictionaryOf(r, field);
    const map = usize(load<u32>(usize(ranks) + (usize(r) << 2)));
    for (let code: u32 = 1; code <= dictionary.count; code++) {
      store<u32>(map + (usize(code) << 2), rankOf(values, valueAt(dictionary, code), valueLength(dictionary, code)));
    }
  }
  return valuesAt;
}

// @ts-ignore: decorator
@inline
function dictionaryOf(range: u32, field: usize): Dictionary {
  return changetype<Dictionary>(usize(load<u32>(changetype<usize>(rangeAt(range)) + field)));
}

function sameText(value: usize, item: usize): bool {
  const length = load<u32>(value, 4);
  return (
    length == load<u32>(item, ITEM_LENGTH) &&
    memory.compare(usize(load<u32>(value)), usize(load<u32>(item, ITEM_ADDRESS)), length) == 0
  );
}

/** Merged code of a value, by halving. */
function rankOf(values: MergedValues, at: usize, length: u32): u32 {
  let low: u32 = 1;
  let high = values.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = mergedValue(values, middle);
    const valueSize = load<u32>(value, 4);
    const order = memory.compare(usize(load<u32>(value)), at, min(valueSize, length));
    if (order < 0 || (order == 0 && valueSize < length)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Copies the texts out of the ranges that they were read in. */
export function keepTexts(values: MergedValues): void {
  let text = usize(alloc(values.bytes));
  for (let code: u32 = 1; code <= values.count; code++) {
    const value = mergedValue(values, code);
    const length = load<u32>(value, 4);
    memory.copy(text, usize(load<u32>(value)), length);
    store<u32>(value, u32(text));
    text += length;
  }
}

// @ts-ignore: decorator
@inline
export function mapped(ranks: u32, range: u32, code: u32): u32 {
  return load<u32>(usize(load<u32>(usize(ranks) + (usize(range) << 2))) + (usize(code) << 2));
}

// @ts-ignore: decorator
@inline
export function addRows(values: u32, code: u32, rows: u32): void {
  const at = usize(changetype<MergedValues>(usize(values)).rows) + (usize(code) << 3);
  store<f64>(at, load<f64>(at) + f64(rows));
}
