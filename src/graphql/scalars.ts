import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import GraphQLUpload from 'graphql-upload/GraphQLUpload.mjs';
import type { FileUpload } from 'graphql-upload/processRequest.mjs';

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

/**
 * The file of a request, which may not have come yet, or never come. Not a promise itself: it would be awaited
 * before the resolver runs, and whatever is wrong with the file would have no code.
 */
export class IncomingFile {
  constructor(readonly arrival: Promise<FileUpload>) {}
}

export const Upload = new GraphQLScalarType<IncomingFile, never>({
  name: 'Upload',
  description:
    'A file, sent as the GraphQL multipart request specification says, with the header `apollo-require-preflight: true`. Without one: NO_FILE.',
  parseValue: (value) => new IncomingFile(GraphQLUpload.parseValue(value)),
  parseLiteral: () => {
    throw new GraphQLError('Upload value invalid: a file cannot be written into the text of a query.');
  },
  serialize: () => {
    throw new GraphQLError('A file cannot be given back.');
  },
});
