import { randomBytes } from 'node:crypto';
import type { UserRepository } from '../store/types.js';

/**
 * Sees to it that there is an administrator. A configured password is set anew at every start, and ends the user's
 * tokens if it was another; without one a random one is made when the user does not exist yet.
 * @returns the password that was made, to be shown once; null when none was
 */
export async function ensureAdmin(
  users: UserRepository,
  { user: username, password }: { user: string; password?: string },
): Promise<string | null> {
  if (password !== undefined) {
    const user = await users.verify(username, password);
    if (user?.role !== 'ADMIN') await users.put({ username, password, role: 'ADMIN' });
    return null;
  }
  if (await users.find(username)) return null;
  const made = randomBytes(15).toString('base64url');
  await users.put({ username, password: made, role: 'ADMIN' });
  return made;
}
