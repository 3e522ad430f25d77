import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { JobKind, JobRecord, JobStage, JobStatus } from '../../store/types.js';
import { JobKindEnum, JobStageEnum, JobStatusEnum } from '../enums.js';
import { DateTime } from '../scalars.js';

@ObjectType({ description: 'Why a job failed.', simpleResolvers: true })
export class JobError {
  @Field(() => String, { description: 'A code of the error table, like MISSING_COLUMNS.' })
  code!: string;

  @Field(() => String, { description: 'What happened, for the person who must act.' })
  message!: string;
}

@ObjectType({
  description:
    'The work on one upload, from its receipt to its report, or on two that are compared. An accepted upload ends in exactly one report, or in a job that says why not.',
  simpleResolvers: true,
})
export class Job {
  @Field(() => ID, { description: 'Names the job.' })
  id!: string;

  @Field(() => JobKindEnum, { description: 'What the job makes.' })
  kind!: JobKind;

  @Field(() => JobStatusEnum, { description: 'How far the job is.' })
  status!: JobStatus;

  @Field(() => JobStageEnum, { description: 'What the job is at.' })
  stage!: JobStage;

  @Field(() => Float, {
    description: 'Share of the work that is done, 0–1; it never falls, but for retryJob.',
  })
  progress!: number;

  @Field(() => Float, {
    description: 'Bytes of the upload read by this attempt; of a comparison those of both.',
  })
  bytesRead!: number;

  @Field(() => Float, {
    description: 'Size of the upload, in bytes as uploaded; of a comparison that of both.',
  })
  bytesTotal!: number;

  @Field(() => Float, { description: 'Rows read by this attempt, refused ones included.' })
  rowsRead!: number;

  @Field(() => Int, {
    description:
      'How often the job was begun, since retryJob where it was retried; more than 1 after a crash or a failure of the machine.',
  })
  attempts!: number;

  @Field(() => String, {
    description: 'Name of the uploaded file; of a comparison: `previous → current`, as they were given.',
  })
  fileName!: string;

  @Field(() => String, { description: 'Who uploaded the file.' })
  createdBy!: string;

  @Field(() => Boolean, {
    description: 'True when the job points to the report of an earlier, equal upload.',
  })
  deduplicated!: boolean;

  @Field(() => JobError, {
    nullable: true,
    description: 'Why the job failed; null unless its status is FAILED.',
  })
  error!: JobError | null;

  @Field(() => DateTime, { description: 'When the upload was accepted.' })
  createdAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the first attempt began, since retryJob where the job was retried; null before.',
  })
  startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the job ended, in whatever way; null before.' })
  finishedAt!: Date | null;

  /** Not a field: `report` is looked up by it. */
  reportId!: string | null;
}

/** A job as the API shows it. */
export function toJob(record: JobRecord): Job {
  return Object.assign(new Job(), record);
}
