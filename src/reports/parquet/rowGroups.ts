/** Bounds of a row group, whichever is met first; a row that is larger than they are is a group of its own. */
const MOST_ROWS = 20_000;
const MOST_UNITS = 8 * 1024 * 1024;

/** Rows from .. to (exclusive). */
export type RowRange = readonly [from: number, to: number];

/**
 * Cuts rows into groups that a memory of bounded size can hold.
 * @param unitsOf what a row takes there, in bytes or what counts as one
 */
export function* rowRanges(rows: number, unitsOf: (row: number) => number): Generator<RowRange> {
  let from = 0;
  let units = 0;
  for (let row = 0; row < rows; row++) {
    const more = unitsOf(row);
    if (row > from && (row - from === MOST_ROWS || units + more > MOST_UNITS)) {
      yield [from, row];
      from = row;
      units = 0;
    }
    units += more;
  }
  if (rows > from) yield [from, rows];
}
