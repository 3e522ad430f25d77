import type { GraphQLField, GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { CodedError } from '../errors.js';
import { ROLES, type Role } from '../store/types.js';
import { type Access, isRole, OPERATIONS, ROUTES, type Route } from './accessTable.js';
import type { GraphContext, Services } from './context.js';
import type { Viewer } from './viewer.js';

/**
 * Lets users through who have at least the role.
 * @throws CodedError UNAUTHENTICATED, FORBIDDEN
 */
export function requireRole(viewer: Viewer | null, least: Role): Viewer {
  if (viewer === null || viewer.expiresAt.getTime() <= Date.now()) throw new CodedError('UNAUTHENTICATED');
  if (!reaches(viewer.role, least)) {
    throw new CodedError('FORBIDDEN', `This needs the role ${least}; yours is ${viewer.role}.`);
  }
  return viewer;
}

/**
 * Lets those through whom the table lets through; who has no token counts as the anonymous role, if there is one.
 * @throws CodedError UNAUTHENTICATED, FORBIDDEN
 */
export function admit(viewer: Viewer | null, access: Access, { anonymousRole }: AnonymousRole): void {
  if (!isRole(access)) return;
  if (viewer === null && anonymousRole !== null && reaches(anonymousRole, access)) return;
  requireRole(viewer, access);
}

/** The same for a route of the table. */
export function admitRoute(viewer: Viewer | null, route: Route, services: AnonymousRole): void {
  admit(viewer, ROUTES[route], services);
}

/**
 * Puts the rule of each operation in front of its resolver, and of its stream of events: whatever way a query comes,
 * no resolver runs for those who may not.
 * @throws Error when an operation has no rule
 */
export function guardOperations(schema: GraphQLSchema): GraphQLSchema {
  const roots = {
    Query: schema.getQueryType(),
    Mutation: schema.getMutationType(),
    Subscription: schema.getSubscriptionType(),
  };
  for (const [kind, rules] of Object.entries(OPERATIONS)) {
    for (const field of Object.values(roots[kind as keyof typeof roots]?.getFields() ?? {})) {
      const access = rules[field.name];
      if (!access) throw new Error(`${kind}.${field.name} has no rule in the access table.`);
      guard(field, access);
    }
  }
  return schema;
}

type AnonymousRole = Pick<Services, 'anonymousRole'>;
type Resolver = GraphQLFieldResolver<unknown, GraphContext>;

function guard(field: GraphQLField<unknown, GraphContext>, access: Access): void {
  const guarded =
    (resolver: Resolver): Resolver =>
    (source, args, context, info) => {
      admit(context.viewer, access, context.services);
      return resolver(source, args, context, info);
    };
  if (field.resolve) field.resolve = guarded(field.resolve);
  if (field.subscribe) field.subscribe = guarded(field.subscribe);
  field.description = `${field.description} ${isRole(access) ? `Needs ${access}.` : 'Needs no token.'}`;
}

function reaches(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}
