import { Field, Float, InputType } from 'type-graphql';
import type { ActionGroup, SuggestedAction } from '../../domain/report.js';
import { ActionGroupEnum, SuggestedActionEnum } from '../enums.js';

@InputType({
  description: 'Which cases to list. Fields are ANDed; an absent one, and an empty list, is no filter.',
})
export class CaseFilter {
  @Field(() => String, { nullable: true, description: 'Cases of this squad; the exact name.' })
  assignmentGroup?: string | null;

  @Field(() => [SuggestedActionEnum], { nullable: true, description: 'Cases with one of these actions.' })
  actions?: SuggestedAction[] | null;

  @Field(() => [ActionGroupEnum], { nullable: true, description: 'Cases of one of these groups.' })
  groups?: ActionGroup[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Case-insensitive substring of any of the seven key columns, taken literally.',
  })
  search?: string | null;

  @Field(() => Float, { nullable: true, description: 'Cases with at least this score.' })
  minScore?: number | null;
}
