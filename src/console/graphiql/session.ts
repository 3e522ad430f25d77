/** Who is signed in; the token lives as long as the tab. */
export interface Session {
  username: string;
  role: string;
  token: string;
  /** ISO 8601. */
  expiresAt: string;
}

const STORAGE_KEY = 'smartremedy.session';

type Listener = () => void;
const listeners = new Set<Listener>();
let current = restored();

function restored(): Session | null {
  const kept = sessionStorage.getItem(STORAGE_KEY);
  if (kept === null) return null;
  const session = JSON.parse(kept) as Session;
  return Date.parse(session.expiresAt) > Date.now() ? session : null;
}

export function currentSession(): Session | null {
  return current;
}

export function setSession(session: Session | null): void {
  current = session;
  if (session) sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
  else sessionStorage.removeItem(STORAGE_KEY);
  for (const listener of listeners) listener();
}

/** Calls back whenever somebody signs in or out; returns the function that ends it. */
export function onSession(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function authorization(): string | undefined {
  return current ? `Bearer ${current.token}` : undefined;
}
