import { type DocumentNode, getOperationAST, Kind, type SelectionSetNode } from 'graphql';
import { OPERATIONS } from './accessTable.js';

/** For what asks for no field of the schema, for several, or cannot be read. */
export const OTHER_OPERATION = 'other';

const FIELDS = new Set(Object.values(OPERATIONS).flatMap((rules) => Object.keys(rules)));

/**
 * The one field of the schema that an operation asks for, by which it can be counted: whatever clients write, there
 * are no more of these names than the schema has fields.
 */
export function rootFieldOf(
  document: DocumentNode | undefined,
  operationName: string | null | undefined,
): string {
  const operation = document && getOperationAST(document, operationName);
  if (!operation) return OTHER_OPERATION;
  const [field, ...more] = fieldsOf(operation.selectionSet, document, new Set());
  return field !== undefined && more.length === 0 && FIELDS.has(field) ? field : OTHER_OPERATION;
}

/** @param seen fragments that were looked into: one may name itself */
function fieldsOf(set: SelectionSetNode, document: DocumentNode, seen: Set<string>): Set<string> {
  const fields = new Set<string>();
  const add = (below: Iterable<string>) => {
    for (const field of below) fields.add(field);
  };
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      if (!node.name.value.startsWith('__')) fields.add(node.name.value);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      add(fieldsOf(node.selectionSet, document, seen));
    } else if (!seen.has(node.name.value)) {
      seen.add(node.name.value);
      const fragment = document.definitions.find(
        (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) add(fieldsOf(fragment.selectionSet, document, seen));
    }
  }
  return fields;
}
