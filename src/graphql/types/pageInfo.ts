import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Where a page ends.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow.' })
  hasNextPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last entry, for `after`; null for an empty page.',
  })
  endCursor!: string | null;
}
