import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import GraphQLUpload from 'graphql-upload/GraphQLUpload.mjs';

const SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

function localDateTime(value: unknown): string {
  if (typeof value === 'string' && SHAPE.test(value)) return value;
  throw new GraphQLError('A LocalDateTime is written 2025-01-20T10:00:00, without a zone.');
}

export const LocalDateTime = new GraphQLScalarType<string, string>({
  name: 'LocalDateTime',
  description:
    'Wall-clock time of an event, `2025-01-20T10:00:00`, whole seconds, no zone: the time that a clock showed in the zone of its file (`InputFacts.utcOffset`).',
  serialize: localDateTime,
  parseValue: localDateTime,
  parseLiteral: (node) => localDateTime(node.kind === Kind.STRING ? node.value : null),
});

export const DateTime = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  description: 'An instant, ISO 8601 in UTC: `2025-01-20T13:00:00.000Z`.',
});

export const Upload = new GraphQLScalarType({
  ...GraphQLUpload.toConfig(),
  description:
    'A file, sent as the GraphQL multipart request specification says, with the header `apollo-require-preflight: true`. Without one: NO_FILE.',
});
