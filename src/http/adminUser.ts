import { randomBytes } from 'node:crypto';
import { CodedError } from '../errors.js';
import type { UserRepository } from '../store/types.js';

/**
 * Sees to it that there is an administrator. A configured password is set anew at every start, and ends the user's
 * tokens if it was another; without one a random one is made when the user does not exist yet. Of processes that
 * start together, one makes the user.
 * @returns the password that was made, to be shown once; null when none was
 */
export async function ensureAdmin(
  users: UserRepository,
  { user: username, password }: { user: string; password?: string },
): Promise<string | null> {
  if (!(await users.find(username))) {
    const made = randomBytes(15).toString('base64url');
    const isMade = await createdHere(users, { username, password: password ?? made, role: 'ADMIN' });
    if (isMade) return password === undefined ? made : null;
  }
  if (password === undefined) return null;
  const user = await users.verify(username, password);
  if (user?.role !== 'ADMIN') await users.put({ username, password, role: 'ADMIN' });
  return null;
}

/** False when another process has made the user meanwhile. */
async function createdHere(
  users: UserRepository,
  user: Parameters<UserRepository['create']>[0],
): Promise<boolean> {
  try {
    await users.create(user);
    return true;
  } catch (error) {
    if (error instanceof CodedError && error.code === 'CONFLICT') return false;
    throw error;
  }
}
