import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A refused row.', simpleResolvers: true })
export class InvalidRow {
  @Field(() => Float, { description: 'Physical line of its first byte, from 1.' })
  line!: number;

  @Field(() => Float, { description: 'Where it begins in the unpacked file, in bytes of its own encoding.' })
  byteOffset!: number;

  @Field(() => String, {
    description:
      'MALFORMED_ROW, MISSING_KEY, BAD_REMEDIATION_FLAG, BAD_DATE or MISSING_NUMBER: the first that holds.',
  })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Its alert number, where it could be read.' })
  number!: string | null;

  @Field(() => String, { description: 'Its text, at most 4 KiB; invalid bytes as U+FFFD.' })
  raw!: string;
}

@ObjectType({ description: 'Refused rows under one reason.', simpleResolvers: true })
export class ReasonCount {
  @Field(() => String, { description: 'The reason, as in `InvalidRow.reason`.' })
  reason!: string;

  @Field(() => Float, { description: 'Rows refused for it.' })
  rows!: number;
}

@ObjectType({
  description: 'The rows of a file that were refused: a bad row never fails the file.',
  simpleResolvers: true,
})
export class InvalidRows {
  @Field(() => Float, { description: 'All refused rows.' })
  total!: number;

  @Field(() => [ReasonCount], {
    description: 'Per reason, in the order of the checks; reasons without rows are absent.',
  })
  byReason!: ReasonCount[];

  /** Not a field: `first` reads the rows by it. */
  reportId!: string;
}

@ObjectType({
  description: 'A value of severity, sn_priority_group or tasks_status that no table of the rule set knows.',
  simpleResolvers: true,
})
export class UnknownValue {
  @Field(() => String, { description: 'The column.' })
  column!: string;

  @Field(() => String, { description: 'The value as written.' })
  value!: string;

  @Field(() => Float, { description: 'Valid rows that carry it.' })
  rows!: number;
}

@ObjectType({
  description: 'Something about the file that the analysis could work around.',
  simpleResolvers: true,
})
export class Warning {
  @Field(() => String, { description: 'A stable code, like MIXED_DATE_ORDER.' })
  code!: string;

  @Field(() => String, { description: 'What was found, in a sentence.' })
  message!: string;
}
