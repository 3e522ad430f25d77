import { Field, Float, ID, ObjectType } from 'type-graphql';
import { REFUSAL_REASONS } from '../../domain/facts.js';
import type { ReportRecord } from '../../store/types.js';
import { DateTime, LocalDateTime } from '../scalars.js';
import { InvalidRows, UnknownValue, Warning } from './dataQuality.js';
import { Kpis } from './kpis.js';
import { PageInfo } from './pageInfo.js';

@ObjectType({ description: 'How a file was read.', simpleResolvers: true })
export class InputFacts {
  @Field(() => Float, { description: 'Size as uploaded, in bytes.' })
  bytes!: number;

  @Field(() => String, { description: 'The character between fields.' })
  delimiter!: string;

  @Field(() => String, { description: 'utf-8, utf-16le, utf-16be or windows-1252.' })
  encoding!: string;

  @Field(() => String, { description: 'By which order ambiguous dates were read: YMD, MDY or DMY.' })
  dateOrder!: string;

  @Field(() => String, { description: 'Zone of the event times, as `-03:00`.' })
  utcOffset!: string;
}

@ObjectType({ description: 'The rule set that decided actions and scores.', simpleResolvers: true })
export class RuleSetRef {
  @Field(() => String, { description: 'Its name, like `v1`.' })
  id!: string;

  @Field(() => String, { description: 'SHA-256 of its canonical JSON, in lower-case hexadecimal.' })
  hash!: string;
}

@ObjectType({ description: 'What the analysis of one file has found.', simpleResolvers: true })
export class Report {
  @Field(() => ID, { description: 'Names the report.' })
  id!: string;

  @Field(() => String, { description: 'Name of the uploaded file.' })
  fileName!: string;

  @Field(() => DateTime, { description: 'When the report was committed.' })
  createdAt!: Date;

  @Field(() => LocalDateTime, {
    nullable: true,
    description: 'The earliest event; null for an empty report.',
  })
  periodStart!: string | null;

  @Field(() => LocalDateTime, { nullable: true, description: 'The latest event; null for an empty report.' })
  periodEnd!: string | null;

  @Field(() => Float, { description: 'Data rows of the file that are not blank, refused ones included.' })
  rows!: number;

  @Field(() => String, { description: 'SHA-256 of the file as uploaded, in lower-case hexadecimal.' })
  inputSha256!: string;

  @Field(() => InputFacts, { description: 'How the file was read.' })
  input!: InputFacts;

  @Field(() => RuleSetRef, { description: 'The rule set that decided.' })
  ruleSet!: RuleSetRef;

  @Field(() => InvalidRows, { description: 'The refused rows.' })
  invalidRows!: InvalidRows;

  @Field(() => [UnknownValue], {
    description: 'Values that no table knows: rows descending, then column and value.',
  })
  unknownValues!: UnknownValue[];

  @Field(() => [Warning], { description: 'What the analysis could work around.' })
  warnings!: Warning[];

  @Field(() => Kpis, { description: 'The figures.' })
  kpis!: Kpis;

  /** Not a field: lists and artefacts are taken from it on demand. */
  record!: ReportRecord;
}

@ObjectType({ description: 'A report and where it stands in the list.', simpleResolvers: true })
export class ReportEdge {
  @Field(() => Report, { description: 'The report.' })
  node!: Report;

  @Field(() => String, { description: 'For `after`.' })
  cursor!: string;
}

@ObjectType({ description: 'A page of reports.', simpleResolvers: true })
export class ReportConnection {
  @Field(() => [ReportEdge], { description: 'The reports of the page, newest first.' })
  edges!: ReportEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  pageInfo!: PageInfo;
}

/** A report as the API shows it. */
export function toReport(record: ReportRecord): Report {
  const { id, fileName, createdAt, summary } = record;
  const { input, period, ruleSet, invalidRows, unknownValues, warnings, kpis } = summary;
  const byReason = REFUSAL_REASONS.flatMap((reason) => {
    const rows = invalidRows.byReason[reason];
    return rows ? [{ reason, rows }] : [];
  });
  return Object.assign(new Report(), {
    id,
    fileName,
    createdAt,
    periodStart: period.start,
    periodEnd: period.end,
    rows: input.rows,
    inputSha256: input.sha256,
    input,
    ruleSet,
    invalidRows: Object.assign(new InvalidRows(), { total: invalidRows.total, byReason, reportId: id }),
    unknownValues,
    warnings,
    kpis,
    record,
  });
}
