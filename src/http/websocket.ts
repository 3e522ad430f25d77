import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import { useServer as attachGraphql } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { graphContext, type Services } from '../graphql/context.js';
import { type ErrorLog, presentError } from '../graphql/errors.js';
import type { Viewer } from '../graphql/tokens.js';
import { GRAPHQL_PATH } from './errorResponses.js';

/** Queries come over it, files do not. In bytes. */
const LONGEST_MESSAGE = 1024 ** 2;

/** The longest delay that a timer takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

type Connection = { viewer?: Viewer; expiry?: NodeJS.Timeout };

/**
 * GraphQL over websockets (graphql-transport-ws) at the path of GraphQL. A connection says who it is in the payload
 * of connection_init; without a valid token it is closed with 4403, and so it is when the token expires.
 * @returns closes all connections
 */
export function serveWebsockets(server: Server, schema: GraphQLSchema, services: Services, log: ErrorLog) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE });
  const present = (error: GraphQLError) => presentError(error, log);
  const { dispose } = attachGraphql<{ authorization?: unknown }, Connection>(
    {
      context: ({ extra }) => graphContext(services, extra.viewer ?? null),
      onConnect: async ({ connectionParams, extra }) => {
        const viewer = await viewerOf(services, connectionParams?.authorization);
        if (viewer === null) return false;
        extra.viewer = viewer;
        extra.expiry = setTimeout(
          () => extra.socket.close(CloseCode.Forbidden, 'The token has expired'),
          Math.min(viewer.expiresAt.getTime() - Date.now(), LONGEST_TIMER),
        );
        return true;
      },
      onClose: ({ extra }) => clearTimeout(extra.expiry),
      onSubscribe: (_context, _id, payload) => prepare(schema, payload),
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors && { ...result, errors: result.errors.map(present) },
      onError: (_context, _id, _payload, errors) =>
        errors.map((error) => (error instanceof GraphQLError ? present(error) : error)),
    },
    sockets,
  );
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] !== GRAPHQL_PATH) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  };
  server.on('upgrade', upgrade);
  return async (): Promise<void> => {
    server.off('upgrade', upgrade);
    await dispose();
  };
}

async function viewerOf({ tokens }: Services, authorization: unknown): Promise<Viewer | null> {
  if (typeof authorization !== 'string') return null;
  return tokens.viewerOf(authorization).catch(() => null);
}

/** Here, so that errors of the text get the same codes as over HTTP. */
function prepare(schema: GraphQLSchema, payload: SubscribePayload): ExecutionArgs | GraphQLError[] {
  const { query, operationName, variables } = payload;
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    return { schema, document, operationName, variableValues: variables };
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
}

function withCode({ message, nodes, source, positions }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
