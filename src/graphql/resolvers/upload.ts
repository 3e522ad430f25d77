import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { CodedError } from '../../errors.js';
import { requireRole } from '../access.js';
import type { GraphContext } from '../context.js';
import { jobOptions } from '../jobOptions.js';
import { Job, toJob } from '../types/job.js';
import { UploadOptions } from '../types/uploadOptions.js';
import { uploadOf } from '../uploads.js';

const takenAsGiven = {
  nullable: true,
  description: 'What to take as given instead of sniffing it.',
} as const;

/** Analyses of files that are here already. */
@Resolver()
export class UploadResolver {
  @Mutation(() => Job, {
    description:
      'Analyses an upload that is here already, sent by `PUT /uploads` or as createUpload has said, and answers with its job at once. NOT_FOUND also where nothing has been sent, UPLOAD_DIFFERS for other bytes than announced, BAD_USER_INPUT.',
  })
  async analyzeUpload(
    @Arg('uploadId', () => ID, { description: 'Names the upload.' }) uploadId: string,
    @Arg('options', () => UploadOptions, takenAsGiven) options: UploadOptions | null,
    @Ctx() { services, viewer }: GraphContext,
  ): Promise<Job> {
    const { username } = requireRole(viewer, 'ANALYST');
    const upload = await uploadOf('uploadId', uploadId, services);
    const request = { upload, options: jobOptions(options), createdBy: username };
    return toJob(await services.jobs.submitAnalysis(request));
  }

  @Mutation(() => Job, {
    description:
      'Analyses the file of a report again, with these options alone: those of the first analysis do not count. The report stays; the job leads to one of its own, or to an equal one that is there already (`deduplicated`). NOT_FOUND when there is no such report, or its file is no longer kept; BAD_USER_INPUT.',
  })
  async reanalyze(
    @Arg('reportId', () => ID, { description: 'Names the report.' }) reportId: string,
    @Arg('options', () => UploadOptions, takenAsGiven) options: UploadOptions | null,
    @Ctx() { services, viewer }: GraphContext,
  ): Promise<Job> {
    const { username } = requireRole(viewer, 'ANALYST');
    const { reports, uploads } = services.store;
    const report = await reports.get(reportId);
    if (!report) throw new CodedError('NOT_FOUND', `There is no report ${reportId}.`);
    const upload = await uploads.get(report.uploadId);
    if (!upload)
      throw new CodedError('NOT_FOUND', 'The file that the report was made from is no longer kept.');
    const { fileName } = report;
    const request = { upload, fileName, options: jobOptions(options), createdBy: username };
    return toJob(await services.jobs.submitAnalysis(request));
  }
}
