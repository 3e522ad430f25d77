import { ServiceError, type SmartRemedy } from './client.js';
import { Cases, type CasesData, SignIn, UploadReport, WatchJob } from './operations.js';

export interface Upload {
  username: string;
  password: string;
  file: Blob;
  /** Told how far the analysis is, 0–1. */
  onProgress: (progress: number) => void;
}

type Case = NonNullable<CasesData['report']>['cases']['edges'][number]['node'];

/**
 * Signs in, uploads a file, watches its analysis, and reads the ten worst cases that somebody must act on.
 * @throws ServiceError
 */
export async function worstCases(
  client: SmartRemedy,
  { username, password, file, onProgress }: Upload,
): Promise<Case[]> {
  const { login } = await client.run(SignIn, { username, password });
  client.token = login.token;

  const { uploadReport } = await client.run(UploadReport, { file });
  let reportId: string | undefined;
  for await (const { jobProgress } of client.watch(WatchJob, { id: uploadReport.id })) {
    onProgress(jobProgress.progress);
    if (jobProgress.error) throw new ServiceError(jobProgress.error.code, jobProgress.error.message);
    reportId = jobProgress.report?.id;
  }
  if (reportId === undefined) return [];

  const { report } = await client.run(Cases, { reportId, filter: { groups: ['ACTIONABLE'] }, first: 10 });
  return report?.cases.edges.map(({ node }) => node) ?? [];
}
