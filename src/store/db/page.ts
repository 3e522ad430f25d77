import type { Page } from '../types.js';

/**
 * A page out of the rows that were read for it: one more than asked for tells whether there is a next page.
 */
export function pageOf<Row, Node>(
  rows: Row[],
  first: number,
  nodeOf: (row: Row) => Node,
  cursorOf: (row: Row) => string,
): Page<Node> {
  const edges = rows.slice(0, first).map((row) => ({ node: nodeOf(row), cursor: cursorOf(row) }));
  return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

/** Rows by what they belong to, each group in the order of the rows. */
export function groupedBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
