import { Field, ObjectType } from 'type-graphql';
import type { Role, UserRecord } from '../../store/types.js';
import { RoleEnum } from '../enums.js';
import { DateTime } from '../scalars.js';

@ObjectType({ description: 'Somebody who can sign in.', simpleResolvers: true })
export class User {
  @Field(() => String, { description: 'Names the user.' })
  username!: string;

  @Field(() => RoleEnum, { description: 'What the user may do.' })
  role!: Role;

  @Field(() => DateTime, { description: 'When the user was made.' })
  createdAt!: Date;
}

/** A user as the API shows them. */
export function toUser({ username, role, createdAt }: UserRecord): User {
  return Object.assign(new User(), { username, role, createdAt });
}
