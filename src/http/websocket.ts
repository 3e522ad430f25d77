import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { CloseCode, type OperationResult, type SubscribePayload } from 'graphql-ws';
import { useServer as attachGraphql, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { CodedError } from '../errors.js';
import { askerOf, graphContext, type Services } from '../graphql/context.js';
import { type ErrorLog, presentError } from '../graphql/errors.js';
import { checkQuery } from '../graphql/queryLimits.js';
import type { Asker } from '../graphql/rateLimits.js';

import { type Viewer, viewerOf } from '../graphql/viewer.js';
import { clientAddress } from './clientAddress.js';
import { GRAPHQL_PATH } from './errorResponses.js';
import type { HttpObserver } from './observer.js';
import { type Session, Sessions } from './sessions.js';
import { checkOperations, SocketCount } from './socketLimits.js';
import { TimedOverSockets } from './timedOperations.js';

/** Queries come over it, files do not. In bytes. */
const LONGEST_MESSAGE = 1024 ** 2;

/** A client that has not closed its end so long after it was told to is gone, in milliseconds. */
const GOODBYE_MS = 1_000;

type Connection = { session?: Session };

/**
 * GraphQL over websockets (graphql-transport-ws) at the path of GraphQL. A connection says who it is in the payload
 * of connection_init; without a valid token it is closed with 4403, and so it is when the token ends. Without any
 * token it counts as the anonymous role, if there is one.
 * @returns closes all connections
 */
export function serveWebsockets(
  server: Server,
  schema: GraphQLSchema,
  services: Services,
  observer: HttpObserver,
  log: ErrorLog,
) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE });
  const sessions = new Sessions(services, log);
  const count = new SocketCount(services.socketLimits.perAddress);
  const timed = new TimedOverSockets(observer);
  const present = (error: GraphQLError) => presentError(error, log);
  const { dispose } = attachGraphql<{ authorization?: unknown }, Connection>(
    {
      context: ({ extra }) => {
        const address = clientAddress(extra.request, services.trustedProxies);
        return graphContext(services, extra.session?.viewer ?? null, address);
      },
      onConnect: async ({ connectionParams, extra }) => {
        const viewer = await admitted(services, extra.request, connectionParams?.authorization);
        if (viewer === 'REFUSED') return false;
        if (viewer) extra.session = sessions.begin(viewer, () => refuse(extra));
        return true;
      },
      onClose: ({ extra }) => extra.session && sessions.end(extra.session),
      onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
        timed.begin(payload);
        // This one is among them already, and those that come while its session is looked at are not.
        const underWay = Object.keys(subscriptions).length;
        if (extra.session) await sessions.refresh(extra.session);
        const address = clientAddress(extra.request, services.trustedProxies);
        const asker = askerOf({ viewer: extra.session?.viewer ?? null, address });
        const prepared = await prepare(schema, services, payload, { underWay, asker });
        if (!Array.isArray(prepared)) timed.understood(payload, prepared);
        return prepared;
      },
      onOperation: (_context, _id, payload, _args, result) =>
        isEvents(result) ? timed.counted(payload, result) : undefined,
      onNext: (_context, _id, payload, _args, result) => {
        const errors = result.errors?.map(present);
        timed.answered(payload, errors);
        return errors && { ...result, errors };
      },
      onError: (_context, _id, payload, given) => {
        const errors = given.map((error) => (error instanceof GraphQLError ? present(error) : error));
        timed.answered(payload, errors);
        return errors;
      },
    },
    sockets,
  );
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] !== GRAPHQL_PATH) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    const address = clientAddress(request, services.trustedProxies);
    if (!count.add(address)) return void socket.end('HTTP/1.1 429 Too Many Requests\r\n\r\n');
    observer.sockets(1);
    socket.once('close', () => {
      observer.sockets(-1);
      count.remove(address);
    });
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  };
  server.on('upgrade', upgrade);
  return async (): Promise<void> => {
    server.off('upgrade', upgrade);
    sessions.close();
    const cut = setTimeout(() => {
      for (const client of sockets.clients) client.terminate();
    }, GOODBYE_MS);
    await dispose();
    clearTimeout(cut);
  };
}

/** What graphql-js gives for a subscription that it has begun. */
function isEvents(result: OperationResult): result is AsyncGenerator<ExecutionResult> {
  return Symbol.asyncIterator in result && 'return' in result;
}

function refuse({ socket }: Extra): void {
  socket.close(CloseCode.Forbidden, 'The token has expired or was ended');
}

async function admitted(
  services: Services,
  request: IncomingMessage,
  authorization: unknown,
): Promise<Viewer | null | 'REFUSED'> {
  if (authorization === undefined || authorization === null || authorization === '') {
    return services.anonymousRole !== null && isOwnPage(request) ? null : 'REFUSED';
  }
  if (typeof authorization !== 'string') return 'REFUSED';
  try {
    return await viewerOf(services, authorization);
  } catch (error) {
    // Any other fault is not the token's: the connection is closed with 4500, and a client tries again.
    if (error instanceof CodedError && error.code === 'UNAUTHENTICATED') return 'REFUSED';
    throw error;
  }
}

/**
 * Browsers let any page open a websocket to anywhere: without a token, what a visitor's browser can reach would be read
 * by every page that they visit. Other clients name no origin.
 */
function isOwnPage({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

/** Here, so that errors of the text get the same codes as over HTTP, and the same limits hold. */
async function prepare(
  schema: GraphQLSchema,
  { queryLimits, socketLimits, rates }: Services,
  { query, operationName, variables }: SubscribePayload,
  { underWay, asker }: { underWay: number; asker: Asker },
): Promise<ExecutionArgs | GraphQLError[]> {
  try {
    checkOperations(underWay, socketLimits);
    const document = parse(query, { maxTokens: queryLimits.tokens });
    const errors = validate(schema, document);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    const { cost } = checkQuery({ schema, document, operationName, variables }, queryLimits);
    await rates.query(asker, cost);
    return { schema, document, operationName, variableValues: variables };
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    if (error instanceof CodedError) return [new GraphQLError(error.message, { originalError: error })];
    throw error;
  }
}

function withCode({ message, nodes, source, positions }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
