import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { CodedError } from '../../errors.js';
import type { Role } from '../../store/types.js';
import { requireRole } from '../access.js';
import type { GraphContext } from '../context.js';
import { checkPassword, checkUsername, PASSWORD_RULE, USERNAME_RULE } from '../credentials.js';
import { RoleEnum } from '../enums.js';
import { LONGEST_PAGE, pageSize } from '../pages.js';
import { toUser, User } from '../types/user.js';

const USUAL_PAGE = 100;

@Resolver()
export class UserResolver {
  @Query(() => [User], { description: 'Users, in code-point order of their names.' })
  async users(
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: USUAL_PAGE,
      description: `How many, 1–${LONGEST_PAGE}; else BAD_USER_INPUT.`,
    })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'Name of the user before the page.' })
    after: string | null,
    @Ctx() { services }: GraphContext,
  ): Promise<User[]> {
    const page = await services.store.users.page({ first: pageSize(first, USUAL_PAGE), after });
    return page.map(toUser);
  }

  @Mutation(() => User, {
    description: 'Makes a user. BAD_USER_INPUT; CONFLICT when the name is taken.',
  })
  async createUser(
    @Arg('username', () => String, { description: `The name: ${USERNAME_RULE}.` }) username: string,
    @Arg('password', () => String, { description: `The password: ${PASSWORD_RULE}.` }) password: string,
    @Arg('role', () => RoleEnum, { description: 'What the user may do.' }) role: Role,
    @Ctx() { services }: GraphContext,
  ): Promise<User> {
    checkUsername(username);
    checkPassword(password, username);
    return toUser(await services.store.users.create({ username, password, role }));
  }

  @Mutation(() => User, {
    description:
      'Gives a user another role; their tokens end. NOT_FOUND; CONFLICT for the last administrator, who stays one.',
  })
  async setRole(
    @Arg('username', () => String, { description: 'Names the user.' }) username: string,
    @Arg('role', () => RoleEnum, { description: 'What the user may do from now on.' }) role: Role,
    @Ctx() { services }: GraphContext,
  ): Promise<User> {
    return toUser(await services.store.users.setRole(username, role));
  }

  @Mutation(() => User, {
    description:
      'Changes the password of a user, whose tokens end: also the one of this request, when it is their own. FORBIDDEN when the current password is wrong, or the user is another and the role not ADMIN; TOO_MANY_ATTEMPTS; BAD_USER_INPUT; NOT_FOUND.',
  })
  async changePassword(
    @Arg('newPassword', () => String, { description: `The password from now on: ${PASSWORD_RULE}.` })
    newPassword: string,
    @Arg('currentPassword', () => String, {
      nullable: true,
      description: 'The password until now; an administrator needs none for the password of somebody else.',
    })
    currentPassword: string | null,
    @Arg('username', () => String, {
      nullable: true,
      description: 'Whose password; of others only for ADMIN. Default: of the user who asks.',
    })
    username: string | null,
    @Ctx() context: GraphContext,
  ): Promise<User> {
    const viewer = requireRole(context.viewer, 'VIEWER');
    const name = username ?? viewer.username;
    if (name === viewer.username) await confirm(context, name, currentPassword ?? '');
    else requireRole(viewer, 'ADMIN');
    checkPassword(newPassword, name);
    return toUser(await context.services.store.users.setPassword(name, newPassword));
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a user; their tokens end, their uploads and reports stay. True, or NOT_FOUND; CONFLICT for the last administrator.',
  })
  async deleteUser(
    @Arg('username', () => String, { description: 'Names the user.' }) username: string,
    @Ctx() { services }: GraphContext,
  ): Promise<boolean> {
    await services.store.users.remove(username);
    return true;
  }
}

/** A token that somebody has found must not be enough to take the user over. */
async function confirm({ services, address }: GraphContext, username: string, password: string) {
  const { loginLimit, store } = services;
  const user = await loginLimit.attempt(address, username, () => store.users.verify(username, password));
  if (!user) throw new CodedError('FORBIDDEN', 'The current password is wrong.');
}
