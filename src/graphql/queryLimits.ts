import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { CASE_ROW_LIST_LENGTH } from '../domain/caseRow.js';
import { CodedError } from '../errors.js';

/** Limits of one operation; see the configuration for what they count. */
export interface QueryLimits {
  tokens: number;
  depth: number;
  aliases: number;
  cost: number;
}

/** A document that passed validation, and which of its operations is asked for with which variables. */
export interface Query {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null;
  variables?: Readonly<Record<string, unknown>> | null;
}

/**
 * Refuses an operation that asks for too much, before any of it is run. Reading the schema is free: graphql-js has a
 * limit of its own for that.
 * @throws CodedError QUERY_TOO_LARGE, with the figure and the limit
 */
export function checkQuery(query: Query, limits: QueryLimits): Size {
  const size = measure(query);
  const { depth, aliases, cost } = size;
  if (depth > limits.depth) refuse(`${depth} fields within each other`, limits.depth);
  if (aliases > limits.aliases) refuse(`${aliases} aliases`, limits.aliases);
  if (cost > limits.cost) refuse(`an answer of up to ${cost} values`, limits.cost);
  return size;
}

function refuse(found: string, most: number): never {
  throw new CodedError('QUERY_TOO_LARGE', `The query has ${found}; it may have ${most}.`);
}

export interface Size {
  /** Fields within each other. */
  depth: number;
  aliases: number;
  /** The most values, leaves and objects, that the answer can hold; of a list of leaves ten entries count as one. */
  cost: number;
}

const NOTHING: Size = { depth: 0, aliases: 0, cost: 0 };

/** Entries that a list counts for whose length nobody can ask for. */
const UNSIZED_LIST = 10;

/** Entries of a list of leaves that cost as much as a field: nothing is resolved for them. */
const LEAVES_PER_VALUE = 10;

/** How large an operation is; nothing when it cannot be run at all, for want of a name or a variable. */
export function measure({ schema, document, operationName, variables }: Query): Size {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return NOTHING;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
  if (!coerced) return NOTHING;
  return new Measuring(schema, document, coerced).set(operation.selectionSet, root, null);
}

class Measuring {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  /** Fragments that name fragments twice each would take for ever otherwise. */
  readonly #measured = new Map<string, Size>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly variables: Record<string, unknown>,
  ) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(node.name.value, node);
    }
  }

  /** @param pageSize entries of the lists of a connection, when the set is that of one */
  set(set: SelectionSetNode, type: GraphQLCompositeType, pageSize: number | null): Size {
    return set.selections
      .map((node) => this.#selection(node, type, pageSize))
      .reduce(
        (sum, size) => ({
          depth: Math.max(sum.depth, size.depth),
          aliases: sum.aliases + size.aliases,
          cost: sum.cost + size.cost,
        }),
        NOTHING,
      );
  }

  #selection(node: SelectionNode, type: GraphQLCompositeType, pageSize: number | null): Size {
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(node.name.value, pageSize);
    if (node.kind === Kind.INLINE_FRAGMENT) {
      return this.set(node.selectionSet, this.#typeNamed(node.typeCondition?.name.value) ?? type, pageSize);
    }
    const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
    const aliases = node.alias ? 1 : 0;
    if (!field) return { depth: 1, aliases, cost: 1 };
    const asked = this.#first(field, node);
    const isList = isListType(getNullableType(field.type));
    const entries = isList ? (asked ?? pageSize ?? UNSIZED_LIST) : 1;
    const fieldType = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(fieldType)) {
      return { depth: 1, aliases, cost: isList ? 1 + Math.ceil(entries / LEAVES_PER_VALUE) : 1 };
    }
    const below = this.set(node.selectionSet, fieldType, isList ? null : asked);
    return {
      depth: 1 + below.depth,
      aliases: aliases + below.aliases,
      cost: entries * (1 + below.cost),
    };
  }

  #fragment(name: string, pageSize: number | null): Size {
    const key = `${name} ${pageSize}`;
    const known = this.#measured.get(key);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    const type = this.#typeNamed(fragment?.typeCondition.name.value);
    const size = fragment && type ? this.set(fragment.selectionSet, type, pageSize) : NOTHING;
    this.#measured.set(key, size);
    return size;
  }

  /** How many entries are asked for. More than any field gives is an error of that field, which says so better. */
  #first(
    field: GraphQLField<unknown, unknown>,
    node: Parameters<typeof getArgumentValues>[1],
  ): number | null {
    const argument = field.args.find(({ name }) => name === 'first');
    if (!argument) return null;
    const { first } = getArgumentValues(field, node, this.variables);
    const entries = Number(first ?? argument.defaultValue);
    return Math.min(Math.max(entries, 1), CASE_ROW_LIST_LENGTH);
  }

  #typeNamed(name: string | undefined): GraphQLCompositeType | null {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return isCompositeType(type) ? type : null;
  }
}
