import { type Facts, KEY_FIELDS } from '../../domain/facts.js';

/** Bounds of a row group, whichever is met first; a row that is larger than they are is a group of its own. */
const MOST_ROWS = 65_536;
const MOST_BYTES = 4 * 1024 * 1024;

/** Rows of a table that lie together in its file. */
export interface RowGroup {
  /** Its cases: from .. to (exclusive). */
  from: number;
  to: number;
  /** Rows of each of them in the group; valid until the next group. */
  counts: Uint32Array;
  /** All of them. */
  rows: number;
  /** The place of the first in the table. */
  firstRow: number;
}

/** Of a table with a row per case. */
export function* caseGroups(facts: Facts): Generator<RowGroup> {
  const counts = new Uint32Array(MOST_ROWS).fill(1);
  for (const { from, to } of rowRanges(facts.caseCount, caseBytes(facts))) {
    yield { from, to, counts: counts.subarray(0, to - from), rows: to - from, firstRow: from };
  }
}

/** Of a table with a row per number of a case. */
export function* alertGroups(facts: Facts): Generator<RowGroup> {
  const { numberStarts, numbers } = facts;
  const counts = new Uint32Array(MOST_ROWS);
  let from = 0;
  for (const range of rowRanges(numbers.starts.length - 1, alertBytes(facts))) {
    while (numberStarts[from + 1] <= range.from) from++;
    let to = from;
    for (; to < facts.caseCount && numberStarts[to] < range.to; to++) {
      counts[to - from] = Math.min(range.to, numberStarts[to + 1]) - Math.max(range.from, numberStarts[to]);
    }
    const rows = range.to - range.from;
    yield { from, to, counts: counts.subarray(0, to - from), rows, firstRow: range.from };
  }
}

/** What the texts of a case take when none of them is like another. */
function caseBytes({ keys, chronology, chronologyStarts, statuses }: Facts): (index: number) => number {
  const { starts } = statuses.texts;
  return (index) => {
    let bytes = keys.starts[(index + 1) * KEY_FIELDS] - keys.starts[index * KEY_FIELDS];
    for (let i = chronologyStarts[index]; i < chronologyStarts[index + 1]; i++) {
      bytes += starts[chronology[i] + 1] - starts[chronology[i]] + 1;
    }
    return bytes;
  };
}

/** The same of a number; the first of a case counts for the case too. Asked in the order of the numbers. */
function alertBytes({ keys, numbers, numberStarts }: Facts): (row: number) => number {
  let index = -1;
  return (row) => {
    let bytes = numbers.starts[row + 1] - numbers.starts[row];
    for (; numberStarts[index + 1] <= row; index++) {
      bytes += keys.starts[(index + 2) * KEY_FIELDS] - keys.starts[(index + 1) * KEY_FIELDS];
    }
    return bytes;
  };
}

/** Cuts rows into ranges that a memory of bounded size can hold. */
function* rowRanges(rows: number, bytesOf: (row: number) => number): Generator<{ from: number; to: number }> {
  let from = 0;
  let bytes = 0;
  for (let row = 0; row < rows; row++) {
    const more = bytesOf(row);
    if (row > from && (row - from === MOST_ROWS || bytes + more > MOST_BYTES)) {
      yield { from, to: row };
      from = row;
      bytes = 0;
    }
    bytes += more;
  }
  if (rows > from) yield { from, to: rows };
}
