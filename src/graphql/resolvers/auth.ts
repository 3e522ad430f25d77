import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { CodedError } from '../../errors.js';
import type { GraphContext } from '../context.js';
import { AuthToken } from '../types/auth.js';

@Resolver()
export class AuthResolver {
  @Mutation(() => AuthToken, {
    description:
      'Signs in; the only operation that needs no token. UNAUTHENTICATED when name and password do not belong together.',
  })
  async login(
    @Arg('username', () => String, { description: 'Name of the user.' }) username: string,
    @Arg('password', () => String, { description: 'The password.' }) password: string,
    @Ctx() { services }: GraphContext,
  ): Promise<AuthToken> {
    const user = await services.store.users.verify(username, password);
    if (!user) throw new CodedError('UNAUTHENTICATED', 'The user name or the password is wrong.');
    return { ...(await services.tokens.issue(user)), role: user.role };
  }
}
