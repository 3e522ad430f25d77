import {
  Arg,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import type { JobRecord, JobStatus } from '../../store/types.js';
import { requireRole } from '../access.js';
import type { GraphContext } from '../context.js';
import { JobStatusEnum } from '../enums.js';
import { acceptUpload } from '../intake.js';
import { jobOptions } from '../jobOptions.js';
import { LONGEST_PAGE, pageSize } from '../pages.js';
import { IncomingFile, Upload } from '../scalars.js';
import { Job, toJob } from '../types/job.js';
import { Report, toReport } from '../types/report.js';
import { UploadOptions } from '../types/uploadOptions.js';

@Resolver(() => Job)
export class JobResolver {
  @Query(() => Job, { nullable: true, description: 'The job of this id; null when there is none.' })
  async job(
    @Arg('id', () => ID, { description: 'Names the job.' }) id: string,
    @Ctx() { services }: GraphContext,
  ): Promise<Job | null> {
    const record = await services.jobs.get(id);
    return record && toJob(record);
  }

  @Query(() => [Job], { description: 'Jobs, newest first; those that wait in their order: queuePosition.' })
  async jobs(
    @Arg('status', () => JobStatusEnum, { nullable: true, description: 'Only jobs of this status.' })
    status: JobStatus | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 20,
      description: `How many, 1–${LONGEST_PAGE}; else BAD_USER_INPUT.`,
    })
    first: number | null,
    @Ctx() { services }: GraphContext,
  ): Promise<Job[]> {
    const records = await services.jobs.list({ status: status ?? undefined, first: pageSize(first, 20) });
    return records.map(toJob);
  }

  @Mutation(() => Job, {
    description:
      'Takes a file and answers with its job at once; from then on the file is analysed, whatever happens. NO_FILE, TOO_LARGE, BAD_UPLOAD, BAD_USER_INPUT: nothing is kept.',
  })
  async uploadReport(
    @Arg('file', () => Upload, { description: 'A CSV export of alerts, plain or gzip.' })
    file: IncomingFile,
    @Arg('options', () => UploadOptions, {
      nullable: true,
      description: 'What to take as given instead of sniffing it.',
    })
    options: UploadOptions | null,
    @Ctx() context: GraphContext,
  ): Promise<Job> {
    const { username } = requireRole(context.viewer, 'ANALYST');
    return toJob(await acceptUpload(context, file, jobOptions(options), username));
  }

  @Subscription(() => Job, {
    description:
      'The job now, then after every change; completes after the event that says how the job ended. NOT_FOUND.',
    subscribe: ({ args, context }: { args: { id: string }; context: GraphContext }) =>
      context.services.jobs.watchJob(args.id),
  })
  jobProgress(
    @Arg('id', () => ID, { description: 'Names the job.' }) _id: string,
    @Root() record: JobRecord,
  ): Job {
    return toJob(record);
  }

  @FieldResolver(() => Report, {
    nullable: true,
    description:
      'The report that the job has made; set when an ANALYSIS has SUCCEEDED, until the report is deleted.',
  })
  async report(@Root() job: Job, @Ctx() { reports }: GraphContext): Promise<Report | null> {
    const record = job.reportId === null ? null : await reports.load(job.reportId);
    return record && toReport(record);
  }
}
