import type { AuthCheckerFn } from 'type-graphql';
import { CodedError } from '../errors.js';
import { ROLES, type Role } from '../store/types.js';
import type { GraphContext } from './context.js';
import type { Viewer } from './tokens.js';

/**
 * Lets those through who have at least the role.
 * @throws CodedError UNAUTHENTICATED, FORBIDDEN
 */
export function requireRole(viewer: Viewer | null, least: Role): Viewer {
  if (viewer === null || viewer.expiresAt.getTime() <= Date.now()) throw new CodedError('UNAUTHENTICATED');
  if (ROLES.indexOf(viewer.role) < ROLES.indexOf(least)) {
    throw new CodedError('FORBIDDEN', `This needs the role ${least}; yours is ${viewer.role}.`);
  }
  return viewer;
}

/** `@Authorized()` asks for any user, `@Authorized('ANALYST')` for that role or a higher one. */
export const authChecker: AuthCheckerFn<GraphContext, Role> = ({ context }, roles) => {
  requireRole(context.viewer, roles[0] ?? 'VIEWER');
  return true;
};
