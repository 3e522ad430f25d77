import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { requireRole } from '../access.js';
import type { GraphContext } from '../context.js';
import { acceptPair } from '../intake.js';
import { jobOptions } from '../jobOptions.js';
import { IncomingFile, Upload } from '../scalars.js';
import { Job, toJob } from '../types/job.js';
import { UploadOptions } from '../types/uploadOptions.js';
import { uploadOf } from '../uploads.js';

const optionsOfBoth = {
  nullable: true,
  description: 'What to take as given about both files instead of sniffing it.',
} as const;

@Resolver()
export class ComparisonResolver {
  @Mutation(() => Job, {
    description:
      'Compares two files, both sent with this request, and answers with the job at once. The one whose last event is later counts as the current one; when they are equal, or a file has none, they count as given. The result is `Job.trend`; no report is made, and trends of reports are not touched. NO_FILE, TOO_LARGE, BAD_UPLOAD, BAD_USER_INPUT: neither file is kept.',
  })
  async comparePeriods(
    @Arg('previous', () => Upload, { description: 'A CSV export of the earlier period, plain or gzip.' })
    previous: IncomingFile,
    @Arg('current', () => Upload, { description: 'A CSV export of the later period, plain or gzip.' })
    current: IncomingFile,
    @Arg('options', () => UploadOptions, optionsOfBoth) options: UploadOptions | null,
    @Ctx() context: GraphContext,
  ): Promise<Job> {
    const { username } = requireRole(context.viewer, 'ANALYST');
    const files = { previous, current };
    return toJob(await acceptPair(context, files, jobOptions(options), username));
  }

  @Mutation(() => Job, {
    description:
      'Compares two uploads that are here already, as comparePeriods does; both may be one. NOT_FOUND, BAD_USER_INPUT.',
  })
  async compareUploads(
    @Arg('previousId', () => ID, { description: 'Names the upload of the earlier period.' })
    previousId: string,
    @Arg('currentId', () => ID, { description: 'Names the upload of the later period.' }) currentId: string,
    @Arg('options', () => UploadOptions, optionsOfBoth) options: UploadOptions | null,
    @Ctx() { services, viewer }: GraphContext,
  ): Promise<Job> {
    const { username } = requireRole(viewer, 'ANALYST');
    const request = {
      previous: await uploadOf('previousId', previousId, services),
      current: await uploadOf('currentId', currentId, services),
      options: jobOptions(options),
      createdBy: username,
    };
    return toJob(await services.jobs.submitComparison(request));
  }
}
