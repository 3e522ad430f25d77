import { createHash } from 'node:crypto';
import { type DocumentNode, getOperationAST, Kind, OperationTypeNode, print, visit } from 'graphql';
import { admit } from './access.js';
import { OPERATIONS } from './accessTable.js';
import type { GraphContext } from './context.js';
import type { Query } from './queryLimits.js';

/** Operations that show what reports and trends say, and nothing else. */
const KEPT_OPERATIONS = ['dashboard', 'report'];

/** Its links are signed for each answer anew. */
const PASSING_FIELD = 'artifacts';

/** An answer that holds more takes more room than it saves work. In values, as the limit of a query counts them. */
export const LARGEST_KEPT_ANSWER = 5000;

/** What is known of a document whose answers can be kept. */
interface KeptDocument {
  digest: string;
  /** The operations of the schema that it asks for. */
  operations: string[];
}

/** The server gives the same document for the same text. */
const known = new WeakMap<DocumentNode, KeptDocument | null>();

/**
 * The name of an answer that is the same for all who may have it, until a report or a trend changes.
 * @returns null when there is no such answer, or when this one may not have it
 */
export function keptAnswerName(
  { document, operationName, variables }: Query,
  { viewer, services }: GraphContext,
): string | null {
  let kept = known.get(document);
  if (kept === undefined) {
    kept = keptDocument(document);
    known.set(document, kept);
  }
  if (kept === null) return null;
  try {
    for (const operation of kept.operations) admit(viewer, OPERATIONS.Query[operation], services);
  } catch {
    // Refused in its place, by the operation itself.
    return null;
  }
  return `answer ${kept.digest} ${digestOf(JSON.stringify([operationName ?? null, variables ?? {}]))}`;
}

/** Null when its answers are not to be kept; a document of several operations is of a tool, not of a dashboard. */
function keptDocument(document: DocumentNode): KeptDocument | null {
  const operation = getOperationAST(document);
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  const operations: string[] = [];
  for (const node of operation.selectionSet.selections) {
    if (node.kind !== Kind.FIELD || !KEPT_OPERATIONS.includes(node.name.value)) return null;
    operations.push(node.name.value);
  }
  return hasPassingField(document) ? null : { digest: digestOf(print(document)), operations };
}

function hasPassingField(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    enter: (node) => {
      found ||= node.kind === Kind.FIELD && node.name.value === PASSING_FIELD;
    },
  });
  return found;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
