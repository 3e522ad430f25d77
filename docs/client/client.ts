import { createClient, type Client as WebsocketClient } from 'graphql-ws';
import type { Operation } from './operation.js';

/** What the service answers in the place of data. */
export class ServiceError extends Error {
  /** @param code a code of docs/errors.md */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** The code with which the service closes a websocket whose token is not, or no longer, valid. */
const TOKEN_REFUSED = 4403;

interface Answer<Data> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: { code?: unknown } }[];
}

export interface ClientOptions {
  /** Where the service is, as `https://alerts.example`. */
  url: string;
  /** What `SignIn` has given. */
  token?: string;
  /** For Node without a WebSocket of its own: that of the package ws. */
  webSocketImpl?: unknown;
}

/** Runs the operations of operations.ts: queries and mutations over HTTP, subscriptions over a websocket. */
export class SmartRemedy {
  readonly #endpoint: string;
  readonly #webSocketImpl: unknown;
  #websocket: WebsocketClient | null = null;
  token: string | undefined;

  constructor({ url, token, webSocketImpl }: ClientOptions) {
    this.#endpoint = `${url.replace(/\/+$/, '')}/graphql`;
    this.#webSocketImpl = webSocketImpl;
    this.token = token;
  }

  /**
   * Runs a query or a mutation. Files among the variables are sent with it.
   * @throws ServiceError
   */
  async run<Data, Variables extends Record<string, unknown>>(
    query: Operation<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      ...requestOf(query, variables, this.token ? { authorization: `Bearer ${this.token}` } : {}),
    });
    return dataOf((await response.json()) as Answer<Data>);
  }

  /**
   * The events of a subscription, until it completes or the loop over them is left.
   * @throws ServiceError; a CloseEvent with the code TOKEN_REFUSED when the token is not, or no longer, valid
   */
  async *watch<Data, Variables extends Record<string, unknown>>(
    query: Operation<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data> {
    this.#websocket ??= createClient({
      url: this.#endpoint.replace(/^http/, 'ws'),
      webSocketImpl: this.#webSocketImpl,
      // A connection that breaks is made anew, and the subscription with it; a token that was refused stays refused.
      shouldRetry: (reason) => ![undefined, TOKEN_REFUSED].includes((reason as { code?: number }).code),
      connectionParams: () => (this.token ? { authorization: `Bearer ${this.token}` } : {}),
    });
    try {
      for await (const answer of this.#websocket.iterate<Data>({ query, variables })) {
        yield dataOf(answer as Answer<Data>);
      }
    } catch (reason) {
      throw Array.isArray(reason) ? errorOf(reason) : reason;
    }
  }

  /** Closes the websocket, if there is one. */
  async close(): Promise<void> {
    await this.#websocket?.dispose();
  }
}

type Request = { headers: Record<string, string>; body: string | FormData };

/** JSON or, with files, a form as the GraphQL multipart request specification wants it. */
function requestOf(query: string, variables: object, headers: Record<string, string>): Request {
  const files = Object.entries(variables).filter(([, value]) => value instanceof Blob);
  if (files.length === 0) {
    const body = JSON.stringify({ query, variables });
    return { headers: { ...headers, 'content-type': 'application/json' }, body };
  }
  const places = Object.fromEntries(files.map(([name]) => [name, null]));
  const form = new FormData();
  form.append('operations', JSON.stringify({ query, variables: { ...variables, ...places } }));
  form.append(
    'map',
    JSON.stringify(Object.fromEntries(files.map(([name], i) => [i, [`variables.${name}`]]))),
  );
  files.forEach(([, file], i) => {
    form.append(String(i), file);
  });
  return { headers: { ...headers, 'apollo-require-preflight': 'true' }, body: form };
}

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  if (errors?.length) throw errorOf(errors);
  if (data === undefined || data === null) throw new ServiceError('INTERNAL', 'The answer is empty.');
  return data;
}

function errorOf([error]: NonNullable<Answer<unknown>['errors']>): ServiceError {
  return new ServiceError(String(error?.extensions?.code ?? 'INTERNAL'), error?.message ?? 'Unknown error');
}
