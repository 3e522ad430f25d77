import {
  type FieldNode,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { CASE_ROW_LIST_LENGTH } from '../domain/caseRow.js';

const LIST_FIELDS = ['alertNumbers', 'statusChronology'];

/** Entries of a list that are given when the query does not say how many. */
export const STANDARD_LIST_LENGTH = 100;

/**
 * How many entries of a case's lists the selection asks for at most, so that no more are read; a case may have
 * a million alerts, and most pages show none of them.
 */
export function listLengthAsked(info: GraphQLResolveInfo): number {
  const caseType = info.schema.getType('Case');
  if (!isObjectType(caseType)) return STANDARD_LIST_LENGTH;
  const fields = caseType.getFields();
  const lengths = fieldsBelow(info)
    .filter((node) => LIST_FIELDS.includes(node.name.value))
    .map((node) => getArgumentValues(fields[node.name.value], node, info.variableValues).first);
  return Math.min(
    CASE_ROW_LIST_LENGTH,
    Math.max(0, ...lengths.map((first) => Number(first ?? STANDARD_LIST_LENGTH))),
  );
}

/** All fields selected at any depth, through fragments; the document is valid, so fragments form no circle. */
function fieldsBelow(info: GraphQLResolveInfo): FieldNode[] {
  const found: FieldNode[] = [];
  const seen = new Set<string>();
  const collect = (set: SelectionSetNode | undefined): void => {
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) found.push(node);
      if (node.kind !== Kind.FRAGMENT_SPREAD) collect(node.selectionSet);
      else if (!seen.has(node.name.value)) {
        seen.add(node.name.value);
        collect(info.fragments[node.name.value]?.selectionSet);
      }
    }
  };
  for (const node of info.fieldNodes) collect(node.selectionSet);
  return found;
}
