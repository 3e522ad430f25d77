import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { CodedError } from '../../errors.js';
import type { GraphContext } from '../context.js';
import { AuthToken } from '../types/auth.js';

@Resolver()
export class AuthResolver {
  @Mutation(() => AuthToken, {
    description:
      'Signs in. UNAUTHENTICATED when name and password do not belong together; TOO_MANY_ATTEMPTS after many of these.',
  })
  async login(
    @Arg('username', () => String, { description: 'Name of the user.' }) username: string,
    @Arg('password', () => String, { description: 'The password.' }) password: string,
    @Ctx() { services, address }: GraphContext,
  ): Promise<AuthToken> {
    const { store, loginLimit, tokens } = services;
    const user = await loginLimit.attempt(address, username, () => store.users.verify(username, password));
    if (!user) throw new CodedError('UNAUTHENTICATED', 'The user name or the password is wrong.');
    return { ...(await tokens.issue(user)), role: user.role };
  }
}
