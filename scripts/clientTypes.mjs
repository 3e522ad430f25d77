// Makes the types of the client in docs/client from the schema and the operations in schema/examples: of each operation
// its text, the shape of its variables and that of its answer.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  print,
  typeFromAST,
  validate,
} from 'graphql';

const SCALARS = {
  ID: 'string',
  String: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
  DateTime: 'string',
  LocalDateTime: 'string',
  Upload: 'Blob',
};

/** The text of docs/client/operations.ts. */
export function clientTypes(root) {
  const schema = buildSchema(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'));
  const folder = join(root, 'schema/examples');
  const used = new Map();
  const operations = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => operationOf(schema, name, readFileSync(join(folder, name), 'utf8'), used));
  const named = [...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, type]) => namedType(type, used));
  return `// Made from schema/schema.graphql and schema/examples by "npm run docs"; do not edit.
import { type Operation, operation } from './operation.js';

${[...named, ...operations].join('\n\n')}
`;
}

function operationOf(schema, fileName, text, used) {
  const document = parse(text);
  const errors = validate(schema, document);
  const [definition, ...others] = document.definitions;
  if (errors.length > 0) throw new Error(`${fileName}: ${errors[0].message}`);
  if (others.length > 0 || !definition.name)
    throw new Error(`${fileName}: one operation with a name, please.`);
  const name = definition.name.value;
  const variables = definition.variableDefinitions.map(({ variable, type }) =>
    inputField(variable.name.value, typeFromAST(schema, type), used),
  );
  const data = selectionType(definition.selectionSet, schema.getRootType(definition.operation), used, '');
  const variablesType = variables.length > 0 ? `{ ${variables.join('; ')} }` : 'Record<string, never>';
  return `export type ${name}Variables = ${variablesType};
export type ${name}Data = ${data};
export const ${name}: Operation<${name}Data, ${name}Variables> = operation(\`${print(definition)}\`);`;
}

function selectionType({ selections }, type, used, indent) {
  const fields = selections.map((node) => {
    const { type: fieldType } = type.getFields()[node.name.value];
    const inner = (named) =>
      node.selectionSet
        ? selectionType(node.selectionSet, named, used, `${indent}  `)
        : leafType(named, used);
    return `${indent}  ${(node.alias ?? node.name).value}: ${outputType(fieldType, inner)};`;
  });
  return `{\n${fields.join('\n')}\n${indent}}`;
}

function outputType(type, inner) {
  if (isNonNullType(type)) return presentType(type.ofType, inner);
  return `${presentType(type, inner)} | null`;
}

function presentType(type, inner) {
  if (!isListType(type)) return inner(type);
  const entry = outputType(type.ofType, inner);
  return entry.endsWith('| null') ? `(${entry})[]` : `${entry}[]`;
}

function inputField(name, type, used) {
  const text = outputType(type, (named) => leafType(named, used));
  return isNonNullType(type) ? `${name}: ${text}` : `${name}?: ${text}`;
}

function leafType(type, used) {
  const scalar = SCALARS[type.name];
  if (scalar) return scalar;
  if (!used.has(type.name)) {
    used.set(type.name, type);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) leafType(getNamedType(field.type), used);
    }
  }
  return type.name;
}

function namedType(type, used) {
  if (isEnumType(type)) {
    const values = type.getValues().map(({ name }) => `'${name}'`);
    return `export type ${type.name} = ${values.join(' | ')};`;
  }
  const fields = Object.values(type.getFields()).map(
    (field) => `  ${inputField(field.name, field.type, used)};`,
  );
  return `export interface ${type.name} {\n${fields.join('\n')}\n}`;
}
