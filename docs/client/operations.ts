// Made from schema/schema.graphql and schema/examples by "npm run docs"; do not edit.
import { type Operation, operation } from './operation.js';

export type ActionGroup = 'ACTIONABLE' | 'REMEDIATED' | 'UNSTABLE' | 'ATTENTION';

export type ArtifactKind = 'SUMMARY_JSON' | 'ACTIONABLE_CSV' | 'REMEDIATED_CSV' | 'UNSTABLE_CSV' | 'ATTENTION_CSV' | 'INVALID_ROWS_CSV' | 'REPORT_HTML' | 'TREND_HTML' | 'TREND_JSON' | 'ACTION_PLAN_CSV' | 'ALERTS_PARQUET' | 'CASES_PARQUET' | 'BUNDLE_ZIP' | 'ORIGINAL_UPLOAD';

export interface CaseFilter {
  assignmentGroup?: string | null;
  actions?: SuggestedAction[] | null;
  groups?: ActionGroup[] | null;
  search?: string | null;
  minScore?: number | null;
}

export type CaseOrder = 'SCORE' | 'ALERT_COUNT' | 'FIRST_EVENT' | 'LAST_EVENT';

export type JobKind = 'ANALYSIS' | 'COMPARISON';

export type JobStage = 'RECEIVED' | 'SCANNING' | 'MERGING' | 'CLASSIFYING' | 'COMPARING' | 'REPORTING' | 'STORING' | 'DONE';

export type JobStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export type Role = 'VIEWER' | 'ANALYST' | 'ADMIN';

export type SuggestedAction = 'STATUS_MISSING' | 'PERSISTENT_FAILURE' | 'CHRONIC_INSTABILITY' | 'INTERMITTENT' | 'STABILIZED' | 'ALWAYS_OK' | 'PARTIAL_SUCCESS';

export type TrendVerdict = 'SUSTAINED_EXCELLENCE' | 'FIRST_REGRESSION' | 'EXCELLENCE_REACHED' | 'REGRESSION' | 'EFFECTIVE_BUT_UNSTABLE' | 'IMPROVEMENT' | 'STAGNATION' | 'NEUTRAL';

export interface UploadOptions {
  delimiter?: string | null;
  encoding?: string | null;
  dateOrder?: string | null;
  compareWithPrevious?: boolean | null;
}

export type AnalyzeUploadVariables = { uploadId: string; options?: UploadOptions | null };
export type AnalyzeUploadData = {
  analyzeUpload: {
    id: string;
    status: JobStatus;
    deduplicated: boolean;
  };
};
export const AnalyzeUpload: Operation<AnalyzeUploadData, AnalyzeUploadVariables> = operation(`mutation AnalyzeUpload($uploadId: ID!, $options: UploadOptions) {
  analyzeUpload(uploadId: $uploadId, options: $options) {
    id
    status
    deduplicated
  }
}`);

export type CancelJobVariables = { id: string };
export type CancelJobData = {
  cancelJob: {
    id: string;
    status: JobStatus;
  };
};
export const CancelJob: Operation<CancelJobData, CancelJobVariables> = operation(`mutation CancelJob($id: ID!) {
  cancelJob(id: $id) {
    id
    status
  }
}`);

export type CasesVariables = { reportId: string; filter?: CaseFilter | null; orderBy?: CaseOrder | null; first?: number | null; after?: string | null };
export type CasesData = {
  report: {
    cases: {
      totalCount: number;
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
      };
      edges: {
        node: {
          id: string;
          key: string;
          assignmentGroup: string;
          shortDescription: string;
          node: string;
          cmdbCi: string;
          action: SuggestedAction;
          group: ActionGroup;
          score: number;
          factors: {
            risk: number;
            action: number;
            inefficiency: number;
            volume: number;
          };
          explanation: string;
          firstEvent: string;
          lastEvent: string;
          alertCount: number;
          alertNumbers: string[];
          statusChronology: (string | null)[];
        };
      }[];
    };
  } | null;
};
export const Cases: Operation<CasesData, CasesVariables> = operation(`query Cases($reportId: ID!, $filter: CaseFilter, $orderBy: CaseOrder, $first: Int, $after: String) {
  report(id: $reportId) {
    cases(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          key
          assignmentGroup
          shortDescription
          node
          cmdbCi
          action
          group
          score
          factors {
            risk
            action
            inefficiency
            volume
          }
          explanation
          firstEvent
          lastEvent
          alertCount
          alertNumbers(first: 3)
          statusChronology(first: 10)
        }
      }
    }
  }
}`);

export type ChangePasswordVariables = { newPassword: string; currentPassword?: string | null; username?: string | null };
export type ChangePasswordData = {
  changePassword: {
    username: string;
  };
};
export const ChangePassword: Operation<ChangePasswordData, ChangePasswordVariables> = operation(`mutation ChangePassword($newPassword: String!, $currentPassword: String, $username: String) {
  changePassword(
    newPassword: $newPassword
    currentPassword: $currentPassword
    username: $username
  ) {
    username
  }
}`);

export type ComparePeriodsVariables = { previous: Blob; current: Blob; options?: UploadOptions | null };
export type ComparePeriodsData = {
  comparePeriods: {
    id: string;
    status: JobStatus;
    fileName: string;
  };
};
export const ComparePeriods: Operation<ComparePeriodsData, ComparePeriodsVariables> = operation(`mutation ComparePeriods($previous: Upload!, $current: Upload!, $options: UploadOptions) {
  comparePeriods(previous: $previous, current: $current, options: $options) {
    id
    status
    fileName
  }
}`);

export type CompareUploadsVariables = { previousId: string; currentId: string };
export type CompareUploadsData = {
  compareUploads: {
    id: string;
    status: JobStatus;
  };
};
export const CompareUploads: Operation<CompareUploadsData, CompareUploadsVariables> = operation(`mutation CompareUploads($previousId: ID!, $currentId: ID!) {
  compareUploads(previousId: $previousId, currentId: $currentId) {
    id
    status
  }
}`);

export type CreateUploadVariables = { fileName: string; bytes: number; sha256?: string | null };
export type CreateUploadData = {
  createUpload: {
    uploadId: string;
    url: string;
    method: string;
    headers: {
      name: string;
      value: string;
    }[];
    expiresAt: string;
  };
};
export const CreateUpload: Operation<CreateUploadData, CreateUploadVariables> = operation(`mutation CreateUpload($fileName: String!, $bytes: Float!, $sha256: String) {
  createUpload(fileName: $fileName, bytes: $bytes, sha256: $sha256) {
    uploadId
    url
    method
    headers {
      name
      value
    }
    expiresAt
  }
}`);

export type CreateUserVariables = { username: string; password: string; role: Role };
export type CreateUserData = {
  createUser: {
    username: string;
    role: Role;
  };
};
export const CreateUser: Operation<CreateUserData, CreateUserVariables> = operation(`mutation CreateUser($username: String!, $password: String!, $role: Role!) {
  createUser(username: $username, password: $password, role: $role) {
    username
    role
  }
}`);

export type DashboardVariables = Record<string, never>;
export type DashboardData = {
  dashboard: {
    latest: {
      id: string;
      fileName: string;
      periodStart: string | null;
      periodEnd: string | null;
      topSquads: {
        name: string;
        cases: number;
        score: number;
      }[];
    } | null;
    kpis: {
      totalCases: number;
      totalAlerts: number;
      actionableCases: number;
      remediatedCases: number;
      unstableCases: number;
      attentionCases: number;
      automationSuccessRate: number;
      invalidRows: number;
    } | null;
    latestTrend: {
      id: string;
      verdict: TrendVerdict;
      diagnosis: string;
    } | null;
    trendHistory: {
      id: string;
      verdict: TrendVerdict;
      currentFileName: string;
      kpis: {
        resolutionRate: number;
        regressionRate: number;
      };
    }[];
  };
};
export const Dashboard: Operation<DashboardData, DashboardVariables> = operation(`query Dashboard {
  dashboard {
    latest {
      id
      fileName
      periodStart
      periodEnd
      topSquads(first: 5) {
        name
        cases
        score
      }
    }
    kpis {
      totalCases
      totalAlerts
      actionableCases
      remediatedCases
      unstableCases
      attentionCases
      automationSuccessRate
      invalidRows
    }
    latestTrend {
      id
      verdict
      diagnosis
    }
    trendHistory(first: 12) {
      id
      verdict
      currentFileName
      kpis {
        resolutionRate
        regressionRate
      }
    }
  }
}`);

export type DeleteReportVariables = { id: string };
export type DeleteReportData = {
  deleteReport: boolean;
};
export const DeleteReport: Operation<DeleteReportData, DeleteReportVariables> = operation(`mutation DeleteReport($id: ID!) {
  deleteReport(id: $id)
}`);

export type DeleteUserVariables = { username: string };
export type DeleteUserData = {
  deleteUser: boolean;
};
export const DeleteUser: Operation<DeleteUserData, DeleteUserVariables> = operation(`mutation DeleteUser($username: String!) {
  deleteUser(username: $username)
}`);

export type JobStateVariables = { id: string };
export type JobStateData = {
  job: {
    id: string;
    kind: JobKind;
    status: JobStatus;
    stage: JobStage;
    progress: number;
    attempts: number;
    deduplicated: boolean;
    createdAt: string;
    startedAt: string | null;
    finishedAt: string | null;
    error: {
      code: string;
      message: string;
    } | null;
    report: {
      id: string;
    } | null;
  } | null;
};
export const JobState: Operation<JobStateData, JobStateVariables> = operation(`query JobState($id: ID!) {
  job(id: $id) {
    id
    kind
    status
    stage
    progress
    attempts
    deduplicated
    createdAt
    startedAt
    finishedAt
    error {
      code
      message
    }
    report {
      id
    }
  }
}`);

export type JobsVariables = { status?: JobStatus | null; first?: number | null };
export type JobsData = {
  jobs: {
    id: string;
    kind: JobKind;
    status: JobStatus;
    progress: number;
    fileName: string;
    createdBy: string;
    createdAt: string;
  }[];
};
export const Jobs: Operation<JobsData, JobsVariables> = operation(`query Jobs($status: JobStatus, $first: Int) {
  jobs(status: $status, first: $first) {
    id
    kind
    status
    progress
    fileName
    createdBy
    createdAt
  }
}`);

export type ReanalyzeVariables = { reportId: string; options?: UploadOptions | null };
export type ReanalyzeData = {
  reanalyze: {
    id: string;
    status: JobStatus;
  };
};
export const Reanalyze: Operation<ReanalyzeData, ReanalyzeVariables> = operation(`mutation Reanalyze($reportId: ID!, $options: UploadOptions = {dateOrder: "MDY"}) {
  reanalyze(reportId: $reportId, options: $options) {
    id
    status
  }
}`);

export type ReportDetailsVariables = { id: string };
export type ReportDetailsData = {
  report: {
    id: string;
    fileName: string;
    periodStart: string | null;
    periodEnd: string | null;
    rows: number;
    inputSha256: string;
    input: {
      delimiter: string;
      encoding: string;
      dateOrder: string;
      utcOffset: string;
    };
    ruleSet: {
      id: string;
      hash: string;
    };
    invalidRows: {
      total: number;
      byReason: {
        reason: string;
        rows: number;
      }[];
      first: {
        line: number;
        reason: string;
        raw: string;
      }[];
    };
    unknownValues: {
      column: string;
      value: string;
      rows: number;
    }[];
    warnings: {
      code: string;
      message: string;
    }[];
    topProblems: {
      name: string;
      cases: number;
      alerts: number;
    }[];
    topMetrics: {
      name: string;
      cases: number;
    }[];
    artifacts: {
      kind: ArtifactKind;
      name: string;
      bytes: number | null;
      url: string;
    }[];
  } | null;
};
export const ReportDetails: Operation<ReportDetailsData, ReportDetailsVariables> = operation(`query ReportDetails($id: ID!) {
  report(id: $id) {
    id
    fileName
    periodStart
    periodEnd
    rows
    inputSha256
    input {
      delimiter
      encoding
      dateOrder
      utcOffset
    }
    ruleSet {
      id
      hash
    }
    invalidRows {
      total
      byReason {
        reason
        rows
      }
      first(first: 5) {
        line
        reason
        raw
      }
    }
    unknownValues {
      column
      value
      rows
    }
    warnings {
      code
      message
    }
    topProblems(group: ACTIONABLE) {
      name
      cases
      alerts
    }
    topMetrics {
      name
      cases
    }
    artifacts {
      kind
      name
      bytes
      url
    }
  }
}`);

export type ReportsVariables = { first?: number | null; after?: string | null };
export type ReportsData = {
  reports: {
    totalCount: number;
    pageInfo: {
      hasNextPage: boolean;
      endCursor: string | null;
    };
    edges: {
      node: {
        id: string;
        fileName: string;
        createdAt: string;
        rows: number;
        kpis: {
          totalCases: number;
          automationSuccessRate: number;
        };
      };
    }[];
  };
};
export const Reports: Operation<ReportsData, ReportsVariables> = operation(`query Reports($first: Int, $after: String) {
  reports(first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        fileName
        createdAt
        rows
        kpis {
          totalCases
          automationSuccessRate
        }
      }
    }
  }
}`);

export type RetryJobVariables = { id: string };
export type RetryJobData = {
  retryJob: {
    id: string;
    status: JobStatus;
  };
};
export const RetryJob: Operation<RetryJobData, RetryJobVariables> = operation(`mutation RetryJob($id: ID!) {
  retryJob(id: $id) {
    id
    status
  }
}`);

export type SetRoleVariables = { username: string; role: Role };
export type SetRoleData = {
  setRole: {
    username: string;
    role: Role;
  };
};
export const SetRole: Operation<SetRoleData, SetRoleVariables> = operation(`mutation SetRole($username: String!, $role: Role!) {
  setRole(username: $username, role: $role) {
    username
    role
  }
}`);

export type SignInVariables = { username: string; password: string };
export type SignInData = {
  login: {
    token: string;
    expiresAt: string;
    role: Role;
  };
};
export const SignIn: Operation<SignInData, SignInVariables> = operation(`mutation SignIn($username: String!, $password: String!) {
  login(username: $username, password: $password) {
    token
    expiresAt
    role
  }
}`);

export type TrendDetailsVariables = { id: string };
export type TrendDetailsData = {
  trend: {
    id: string;
    createdAt: string;
    verdict: TrendVerdict;
    diagnosis: string;
    kpis: {
      previousCases: number;
      currentCases: number;
      resolvedCases: number;
      newCases: number;
      persistentCases: number;
      resolutionRate: number;
      regressionRate: number;
    };
    newProblems: {
      name: string;
      cases: number;
      alertsNow: number;
    }[];
    persistentSquads: {
      name: string;
      cases: number;
      alertsBefore: number;
      alertsNow: number;
      change: number;
    }[];
    artifacts: {
      kind: ArtifactKind;
      url: string;
    }[];
  } | null;
};
export const TrendDetails: Operation<TrendDetailsData, TrendDetailsVariables> = operation(`query TrendDetails($id: ID!) {
  trend(id: $id) {
    id
    createdAt
    verdict
    diagnosis
    kpis {
      previousCases
      currentCases
      resolvedCases
      newCases
      persistentCases
      resolutionRate
      regressionRate
    }
    newProblems {
      name
      cases
      alertsNow
    }
    persistentSquads {
      name
      cases
      alertsBefore
      alertsNow
      change
    }
    artifacts {
      kind
      url
    }
  }
}`);

export type TrendsVariables = { first?: number | null; after?: string | null };
export type TrendsData = {
  trends: {
    totalCount: number;
    pageInfo: {
      hasNextPage: boolean;
      endCursor: string | null;
    };
    edges: {
      node: {
        id: string;
        verdict: TrendVerdict;
        previousFileName: string;
        currentFileName: string;
      };
    }[];
  };
};
export const Trends: Operation<TrendsData, TrendsVariables> = operation(`query Trends($first: Int, $after: String) {
  trends(first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        verdict
        previousFileName
        currentFileName
      }
    }
  }
}`);

export type UploadReportVariables = { file: Blob; options?: UploadOptions | null };
export type UploadReportData = {
  uploadReport: {
    id: string;
    status: JobStatus;
    fileName: string;
    bytesTotal: number;
  };
};
export const UploadReport: Operation<UploadReportData, UploadReportVariables> = operation(`mutation UploadReport($file: Upload!, $options: UploadOptions) {
  uploadReport(file: $file, options: $options) {
    id
    status
    fileName
    bytesTotal
  }
}`);

export type UsersVariables = { first?: number | null; after?: string | null };
export type UsersData = {
  users: {
    username: string;
    role: Role;
    createdAt: string;
  }[];
};
export const Users: Operation<UsersData, UsersVariables> = operation(`query Users($first: Int, $after: String) {
  users(first: $first, after: $after) {
    username
    role
    createdAt
  }
}`);

export type WatchJobVariables = { id: string };
export type WatchJobData = {
  jobProgress: {
    id: string;
    status: JobStatus;
    stage: JobStage;
    progress: number;
    rowsRead: number;
    bytesRead: number;
    bytesTotal: number;
    error: {
      code: string;
      message: string;
    } | null;
    report: {
      id: string;
    } | null;
    trend: {
      id: string;
    } | null;
  };
};
export const WatchJob: Operation<WatchJobData, WatchJobVariables> = operation(`subscription WatchJob($id: ID!) {
  jobProgress(id: $id) {
    id
    status
    stage
    progress
    rowsRead
    bytesRead
    bytesTotal
    error {
      code
      message
    }
    report {
      id
    }
    trend {
      id
    }
  }
}`);

export type WatchReportsVariables = Record<string, never>;
export type WatchReportsData = {
  reportCreated: {
    id: string;
    fileName: string;
    createdAt: string;
    kpis: {
      totalCases: number;
      actionableCases: number;
    };
  };
};
export const WatchReports: Operation<WatchReportsData, WatchReportsVariables> = operation(`subscription WatchReports {
  reportCreated {
    id
    fileName
    createdAt
    kpis {
      totalCases
      actionableCases
    }
  }
}`);
