import { Field, ObjectType } from 'type-graphql';
import type { Role } from '../../store/types.js';
import { RoleEnum } from '../enums.js';
import { DateTime } from '../scalars.js';

@ObjectType({ description: 'What a sign-in gives.', simpleResolvers: true })
export class AuthToken {
  @Field(() => String, {
    description:
      'Goes into the header `Authorization: Bearer …`, and into the payload of a websocket: `{"authorization":"Bearer …"}`.',
  })
  token!: string;

  @Field(() => DateTime, { description: 'From then on the token is refused with UNAUTHENTICATED.' })
  expiresAt!: Date;

  @Field(() => RoleEnum, { description: 'What the user may do.' })
  role!: Role;
}
