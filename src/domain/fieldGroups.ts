import { type Facts, KEY_COLUMNS, KEY_FIELDS } from './facts.js';
import { compareTexts, textAt } from './text.js';

/** Cases grouped by the exact text of one key column, without a string per case. */
export interface FieldGroups {
  /** Group of each case. */
  readonly groupOf: Uint32Array;
  readonly count: number;
  nameOf(group: number): string;
  /** Order of two groups' names by code point. */
  compareNames(a: number, b: number): number;
}

/** Groups all cases of a file by a key column. Groups are numbered in the order of their first case. */
export function groupByField(facts: Facts, column: (typeof KEY_COLUMNS)[number]): FieldGroups {
  const field = KEY_COLUMNS.indexOf(column);
  const { keys, caseCount } = facts;
  const groupOf = new Uint32Array(caseCount);
  const firstText: number[] = [];
  const table = new Uint32Array(tableSize(caseCount));
  let previousText = -1;
  for (let index = 0; index < caseCount; index++) {
    const text = index * KEY_FIELDS + field;
    // Cases lie in key order: runs of one squad and, within a squad, of one problem are the rule.
    if (previousText >= 0 && compareTexts(keys, text, keys, previousText) === 0) {
      groupOf[index] = groupOf[index - 1];
    } else {
      groupOf[index] = groupOfText(text);
    }
    previousText = text;
  }
  return {
    groupOf,
    count: firstText.length,
    nameOf: (group) => textAt(keys, firstText[group]),
    compareNames: (a, b) => compareTexts(keys, firstText[a], keys, firstText[b]),
  };

  function groupOfText(text: number): number {
    let slot = hash(text) & (table.length - 1);
    while (table[slot] !== 0) {
      const group = table[slot] - 1;
      if (compareTexts(keys, text, keys, firstText[group]) === 0) return group;
      slot = (slot + 1) & (table.length - 1);
    }
    firstText.push(text);
    table[slot] = firstText.length;
    return firstText.length - 1;
  }

  function hash(text: number): number {
    let value = 0x811c9dc5;
    for (let i = keys.starts[text]; i < keys.starts[text + 1]; i++) {
      value = Math.imul(value ^ keys.bytes[i], 0x0100_0193);
    }
    // The low bits of FNV depend on the low bits of the bytes alone; the table is indexed by low bits.
    return (value ^ (value >>> 15)) >>> 0;
  }
}

/** A power of two that leaves at least half of the slots free. */
function tableSize(entries: number): number {
  let size = 16;
  while (size < entries * 2) size *= 2;
  return size;
}
