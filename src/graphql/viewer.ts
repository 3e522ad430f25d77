import { CodedError } from '../errors.js';
import type { Role, Store } from '../store/types.js';
import type { Tokens } from './tokens.js';

/** Who asks. */
export interface Viewer {
  username: string;
  role: Role;
  /** From then on the token counts for nothing. */
  expiresAt: Date;
  /** Names the tokens that the user had when this one was made; they end together. */
  tokenStamp: string;
}

/**
 * Whose token an Authorization value is, with the role that they have now.
 * @returns null when there is no value
 * @throws CodedError UNAUTHENTICATED for any value that is not a valid token, and for one that has been ended
 */
export async function viewerOf(
  { tokens, store }: { tokens: Tokens; store: Pick<Store, 'users'> },
  authorization: string | null | undefined,
): Promise<Viewer | null> {
  const claims = await tokens.read(authorization);
  if (claims === null) return null;
  const user = await store.users.find(claims.username);
  if (user?.tokenStamp !== claims.tokenStamp) {
    throw new CodedError('UNAUTHENTICATED', 'The token was ended by a change of its user.');
  }
  return { ...claims, role: user.role };
}
