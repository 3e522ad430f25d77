import { ROLES, type Role } from '../store/types.js';

/** Who may: anyone, whoever holds a signed link, those who read the metrics, or users of at least this role. */
export type Access = 'ANYONE' | 'LINK' | 'METRICS' | Role;

/**
 * The one table of who may do what. An operation without a row stops the start; a row without an operation fails a
 * test. Fields below an operation need nothing more than the operation.
 */
export const OPERATIONS: Record<
  'Query' | 'Mutation' | 'Subscription',
  Record<string, Exclude<Access, 'LINK' | 'METRICS'>>
> = {
  Query: {
    dashboard: 'VIEWER',
    report: 'VIEWER',
    reports: 'VIEWER',
    trend: 'VIEWER',
    trends: 'VIEWER',
    job: 'VIEWER',
    jobs: 'VIEWER',
    users: 'ADMIN',
  },
  Mutation: {
    login: 'ANYONE',
    uploadReport: 'ANALYST',
    comparePeriods: 'ANALYST',
    analyzeUpload: 'ANALYST',
    compareUploads: 'ANALYST',
    reanalyze: 'ANALYST',
    cancelJob: 'ANALYST',
    retryJob: 'ANALYST',
    deleteReport: 'ADMIN',
    createUser: 'ADMIN',
    setRole: 'ADMIN',
    changePassword: 'VIEWER',
    deleteUser: 'ADMIN',
  },
  Subscription: {
    jobProgress: 'VIEWER',
    reportCreated: 'VIEWER',
  },
};

/** Everything else that answers over HTTP. What is sent to /graphql has its rule by its operations as well. */
export const ROUTES = {
  'POST /graphql': 'ANYONE',
  'POST /graphql with files': 'ANALYST',
  'PUT /uploads': 'ANALYST',
  'GET /artifacts': 'LINK',
  'GET /graphiql': 'ANYONE',
  'GET /': 'ANYONE',
  'GET /health/live': 'ANYONE',
  'GET /health/ready': 'ANYONE',
  'GET /metrics': 'METRICS',
} as const satisfies Record<string, Access>;

export type Route = keyof typeof ROUTES;

export function isRole(access: Access): access is Role {
  return ROLES.some((role) => role === access);
}
