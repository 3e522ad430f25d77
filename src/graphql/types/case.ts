import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { ActionGroup, SuggestedAction } from '../../domain/report.js';
import type { CaseRecord } from '../../store/types.js';
import { ActionGroupEnum, SuggestedActionEnum } from '../enums.js';
import { LocalDateTime } from '../scalars.js';
import { PageInfo } from './pageInfo.js';

@ObjectType({
  description: 'The score is risk × action × inefficiency × volume, multiplied in this order, unrounded.',
  simpleResolvers: true,
})
export class ScoreFactors {
  @Field(() => Float, {
    description: 'Highest severity weight + priority weight over the alerts of the case.',
  })
  risk!: number;

  @Field(() => Float, { description: 'Weight of the suggested action.' })
  action!: number;

  @Field(() => Float, { description: 'Weight of the worst status in the chronology.' })
  inefficiency!: number;

  @Field(() => Float, { description: '1 + ln(alertCount).' })
  volume!: number;
}

@ObjectType({
  description: 'All alerts of a file that agree in the seven key columns.',
  simpleResolvers: true,
})
export class Case {
  @Field(() => ID, { description: 'Unique in the system: the case within its report.' })
  id!: string;

  @Field(() => ID, {
    description:
      '128 bits of SHA-256 over the seven key values, 32 hexadecimal digits; equal in every report.',
  })
  key!: string;

  @Field(() => String, { description: 'Column `assignment_group`: the squad.' })
  assignmentGroup!: string;

  @Field(() => String, { description: 'Column `short_description`: the problem.' })
  shortDescription!: string;

  @Field(() => String, { description: 'Column `node`.' })
  node!: string;

  @Field(() => String, {
    description: 'Column `cmdb_ci.sys_class_name`: the class of the configuration item.',
  })
  cmdbCiClass!: string;

  @Field(() => String, { description: 'Column `cmdb_ci`: the configuration item.' })
  cmdbCi!: string;

  @Field(() => String, { description: 'Column `source`: what raised the alerts.' })
  source!: string;

  @Field(() => String, { description: 'Column `metric_name`.' })
  metricName!: string;

  @Field(() => LocalDateTime, { description: 'Earliest `sys_created_on`.' })
  firstEvent!: string;

  @Field(() => LocalDateTime, { description: 'Latest `sys_created_on`.' })
  lastEvent!: string;

  @Field(() => Int, { description: 'Number of distinct alert numbers.' })
  alertCount!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The newest `tasks_status` that is not blank; null when all are.',
  })
  lastTaskStatus!: string | null;

  @Field(() => SuggestedActionEnum, { description: 'What the history of the case suggests.' })
  action!: SuggestedAction;

  @Field(() => ActionGroupEnum, { description: 'The list that the case belongs to.' })
  group!: ActionGroup;

  @Field(() => Float, { description: 'Urgency, from 0, unrounded: the product of the factors.' })
  score!: number;

  @Field(() => ScoreFactors, { description: 'What the score is made of.' })
  factors!: ScoreFactors;

  /** Not a field: lists and the explanation are made from it on demand. */
  record!: CaseRecord;
}

@ObjectType({ description: 'A case and where it stands in the list.', simpleResolvers: true })
export class CaseEdge {
  @Field(() => Case, { description: 'The case.' })
  node!: Case;

  @Field(() => String, { description: 'For `after`, under the same order and filter.' })
  cursor!: string;
}

@ObjectType({ description: 'A page of cases.', simpleResolvers: true })
export class CaseConnection {
  @Field(() => [CaseEdge], { description: 'The cases of the page, in order.' })
  edges!: CaseEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  pageInfo!: PageInfo;

  /** Not fields: `totalCount` counts by them when it is asked for. */
  count!: () => Promise<number>;
}

/** A case as the API shows it. */
export function toCase(record: CaseRecord): Case {
  const { reportId, seq, alertNumbers: _, statusChronology: __, chronologyLength: ___, ...shown } = record;
  return Object.assign(new Case(), shown, { id: `${reportId}.${seq}`, record });
}
