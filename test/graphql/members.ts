import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';

export interface Member {
  /** Type and nullability as SDL; of an argument or input field with its default. */
  signature: string;
  description: string | null | undefined;
}

/** Everything of a schema that has a name, by its path: `Report`, `Report.cases`, `Report.cases(first)`. */
export function membersOf(schema: GraphQLSchema): Map<string, Member> {
  const members = new Map<string, Member>();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    // The three roots name themselves.
    const description = roots.some((root) => root === type) ? 'root' : type.description;
    members.set(type.name, { signature: type.constructor.name, description });
    if (isEnumType(type)) {
      for (const value of type.getValues()) {
        members.set(`${type.name}.${value.name}`, { signature: 'value', description: value.description });
      }
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        members.set(`${type.name}.${field.name}`, {
          signature: `${field.type} = ${JSON.stringify(field.defaultValue)}`,
          description: field.description,
        });
      }
    }
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        members.set(`${type.name}.${field.name}`, {
          signature: String(field.type),
          description: field.description,
        });
        for (const arg of field.args) {
          members.set(`${type.name}.${field.name}(${arg.name})`, {
            signature: `${arg.type} = ${JSON.stringify(arg.defaultValue)}`,
            description: arg.description,
          });
        }
      }
    }
  }
  return members;
}
