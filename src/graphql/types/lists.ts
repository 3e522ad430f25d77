import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Cases and alerts under one name.', simpleResolvers: true })
export class Tally {
  @Field(() => String, { description: 'The problem or the metric.' })
  name!: string;

  @Field(() => Int, { description: 'Its cases.' })
  cases!: number;

  @Field(() => Int, { description: 'The alerts of these cases.' })
  alerts!: number;
}

@ObjectType({ description: 'A squad and the urgency of its ACTIONABLE cases.', simpleResolvers: true })
export class SquadScore {
  @Field(() => String, { description: 'The assignment group.' })
  name!: string;

  @Field(() => Int, { description: 'Its ACTIONABLE cases.' })
  cases!: number;

  @Field(() => Float, { description: 'The sum of their scores.' })
  score!: number;
}
