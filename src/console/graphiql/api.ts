import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import { authorization, type Session, setSession } from './session';

const GRAPHQL = '/graphql';

interface LoginResponse {
  data?: { login: Omit<Session, 'username'> } | null;
  errors?: { message: string }[];
}

/**
 * Signs in.
 * @throws Error with the service's own message
 */
export async function signIn(username: string, password: string): Promise<void> {
  const query =
    'mutation SignIn($username: String!, $password: String!) { login(username: $username, password: $password) { token expiresAt role } }';
  const response = await fetch(GRAPHQL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { username, password } }),
  });
  const { data, errors } = (await response.json()) as LoginResponse;
  if (!data?.login) throw new Error(errors?.[0]?.message ?? `The service answers ${response.status}.`);
  setSession({ username, ...data.login });
}

/** A token that the service no longer takes is dropped, so that the page asks to sign in again. */
async function authorizedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  const token = authorization();
  const ours = token !== undefined && !headers.has('authorization');
  if (ours) headers.set('authorization', token);
  const response = await fetch(input, { ...init, headers });
  if (response.status === 401 && ours) setSession(null);
  return response;
}

const wsClient = createClient({
  url: new URL(GRAPHQL, window.location.href).href.replace(/^http/, 'ws'),
  connectionParams: () => ({ authorization: authorization() }),
  // A refused token stays refused.
  shouldRetry: () => false,
});

/** Queries and mutations over HTTP, subscriptions over a websocket, all with the token of the session. */
export const fetcher = createGraphiQLFetcher({ url: GRAPHQL, fetch: authorizedFetch, wsClient });
