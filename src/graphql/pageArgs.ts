import { ArgsType, Field, Int } from 'type-graphql';
import { LONGEST_PAGE } from './pages.js';

/** Entries of a page of reports or trends where nothing is said. */
export const STANDARD_PAGE = 20;

/** Which page of a list that goes newest first. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: STANDARD_PAGE,
    description: `How many, 1–${LONGEST_PAGE}; else BAD_USER_INPUT.`,
  })
  first!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the entry before the page; BAD_USER_INPUT when it is none of this list.',
  })
  after?: string | null;
}
