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
