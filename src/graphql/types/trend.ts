import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { TrendVerdict } from '../../domain/trendTypes.js';
import type { TrendRecord } from '../../store/types.js';
import { TrendVerdictEnum } from '../enums.js';
import { DateTime } from '../scalars.js';
import { PageInfo } from './pageInfo.js';

@ObjectType({
  description:
    'ACTIONABLE cases of two periods and their alerts, joined on the case key. Rates are percentages, 0–100.',
  simpleResolvers: true,
})
export class TrendKpis {
  @Field(() => Int, { description: 'Cases before.' })
  previousCases!: number;

  @Field(() => Int, { description: 'Cases now.' })
  currentCases!: number;

  @Field(() => Int, { description: 'Cases that were there only before.' })
  resolvedCases!: number;

  @Field(() => Int, { description: 'Cases that are there only now.' })
  newCases!: number;

  @Field(() => Int, { description: 'Cases that are there in both periods.' })
  persistentCases!: number;

  @Field(() => Int, { description: 'Alerts of the cases before.' })
  previousAlerts!: number;

  @Field(() => Int, { description: 'Alerts of the cases now.' })
  currentAlerts!: number;

  @Field(() => Int, { description: 'Alerts of the resolved cases, before.' })
  resolvedAlerts!: number;

  @Field(() => Int, { description: 'Alerts of the new cases, now.' })
  newAlerts!: number;

  @Field(() => Int, { description: 'Alerts of the persistent cases, now.' })
  persistentAlerts!: number;

  @Field(() => Int, { description: 'Alerts of the persistent cases, before.' })
  persistentAlertsBefore!: number;

  @Field(() => Float, { description: 'resolvedCases / previousCases × 100; 0 when there was no case.' })
  resolutionRate!: number;

  @Field(() => Float, { description: 'newCases / currentCases × 100; 0 when there is no case.' })
  regressionRate!: number;
}

@ObjectType({ description: 'A problem or a squad in two periods.', simpleResolvers: true })
export class TrendRow {
  @Field(() => String, {
    description: 'The problem (`short_description`) or the squad (`assignment_group`).',
  })
  name!: string;

  @Field(() => Int, { description: 'Its cases that the table is about; in `squads` those of now.' })
  cases!: number;

  @Field(() => Int, { description: 'Their alerts before.' })
  alertsBefore!: number;

  @Field(() => Int, { description: 'Their alerts now.' })
  alertsNow!: number;

  @Field(() => Int, { description: 'alertsNow − alertsBefore.' })
  change!: number;
}

@ObjectType({
  description:
    'What became of the cases to act on from one period to the next. The trend of a report is derived from it and the report before it, and is made anew, under another id, when that becomes another one.',
  simpleResolvers: true,
})
export class TrendAnalysis {
  @Field(() => ID, { description: 'Names the trend.' })
  id!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => String, { description: 'Name of the earlier file.' })
  previousFileName!: string;

  @Field(() => String, { description: 'Name of the later file.' })
  currentFileName!: string;

  @Field(() => TrendKpis, { description: 'The figures.' })
  kpis!: TrendKpis;

  @Field(() => TrendVerdictEnum, { description: 'What the figures say as a whole.' })
  verdict!: TrendVerdict;

  @Field(() => String, { description: 'The verdict, the main point of action and the main win, in words.' })
  diagnosis!: string;

  /** Not a field: reports, tables and artefacts are looked up by it. */
  record!: TrendRecord;
}

@ObjectType({ description: 'A trend and where it stands in the list.', simpleResolvers: true })
export class TrendEdge {
  @Field(() => TrendAnalysis, { description: 'The trend.' })
  node!: TrendAnalysis;

  @Field(() => String, { description: 'For `after`.' })
  cursor!: string;
}

@ObjectType({ description: 'A page of trends.', simpleResolvers: true })
export class TrendConnection {
  @Field(() => [TrendEdge], { description: 'The trends of the page, newest first.' })
  edges!: TrendEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  pageInfo!: PageInfo;
}

/** A trend as the API shows it. */
export function toTrend(record: TrendRecord): TrendAnalysis {
  const { id, createdAt, previousFileName, currentFileName, kpis, verdict, diagnosis } = record;
  const fields = { id, createdAt, previousFileName, currentFileName, kpis, verdict, diagnosis };
  return Object.assign(new TrendAnalysis(), { ...fields, record });
}
