import { QueryTypes, type Sequelize } from 'sequelize';
import { JOB_KINDS, JOB_STATUSES, type JobCensus } from '../types.js';

interface Group {
  kind: string;
  status: string;
  jobs: number;
  waited: number;
}

/** Counts the jobs by kind and status, and how long the oldest of the queue has waited. */
export async function takeCensus(sequelize: Sequelize): Promise<JobCensus> {
  const groups = await sequelize.query<Group>(
    `SELECT kind, status, count(*)::int AS jobs,
            greatest(0, extract(epoch FROM now() - min(queued_at)))::float8 AS waited
       FROM jobs GROUP BY kind, status`,
    { type: QueryTypes.SELECT },
  );
  const jobs = JOB_KINDS.flatMap((kind) =>
    JOB_STATUSES.map((status) => {
      const group = groups.find((one) => one.kind === kind && one.status === status);
      return { kind, status, jobs: group?.jobs ?? 0 };
    }),
  );
  const waits = groups.filter(({ status }) => status === 'QUEUED').map(({ waited }) => waited);
  return { jobs, oldestWaitSeconds: Math.max(0, ...waits) };
}
