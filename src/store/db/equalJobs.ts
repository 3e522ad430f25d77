import { fn, literal, QueryTypes, type Sequelize, type Transaction, type WhereOptions } from 'sequelize';
import { JobEnds } from './jobEnds.js';
import type { JobModel, Models } from './models.js';

/** Any number, the same in every process, under which nothing else in the database locks by pairs. */
const CONTENT_LOCK = 730_155;

/** How an analysis has ended well. */
export interface Done {
  reportId: string | null;
  rowsRead: number;
}

/** What the row of a job says when it has ended well. */
export function endedWith({ reportId, rowsRead }: Done) {
  return {
    status: 'SUCCEEDED',
    stage: 'DONE',
    progress: 1,
    bytesRead: literal('bytes_total'),
    rowsRead,
    reportId,
  } as const;
}

/**
 * Jobs of one content key, which lead to the same report: one is worked on, the others wait for it. Whoever begins,
 * ends or cancels one holds the lock of the key, so that what is read of the others stays true until the commit.
 */
export class EqualJobs {
  constructor(
    private readonly sequelize: Sequelize,
    private readonly models: Pick<Models, 'Job'>,
    /** Where ends of jobs are told, these and others. */
    readonly ends = new JobEnds(),
  ) {}

  /** Held to the end of the transaction; nothing for a job that is equal to no other. */
  async lock(contentKey: string | null, transaction: Transaction): Promise<void> {
    if (contentKey === null) return;
    await this.sequelize.query('SELECT pg_advisory_xact_lock($1::int, hashtext($2))', {
      bind: [CONTENT_LOCK, contentKey],
      transaction,
    });
  }

  /** The report that equal jobs have led to; null when there is none, or none any more. Takes the lock. */
  async reportOf(contentKey: string | null, transaction: Transaction): Promise<Done | null> {
    if (contentKey === null) return null;
    await this.lock(contentKey, transaction);
    const [done] = await this.sequelize.query<{ reportId: string; rowsRead: string }>(
      `SELECT reports.id AS "reportId", jobs.rows_read AS "rowsRead"
         FROM jobs JOIN reports ON reports.job_id = jobs.id
        WHERE jobs.content_key = $1
        ORDER BY reports.created_at, reports.id LIMIT 1`,
      { bind: [contentKey], type: QueryTypes.SELECT, transaction },
    );
    return done ? { reportId: done.reportId, rowsRead: Number(done.rowsRead) } : null;
  }

  /** Ends jobs with the report of an equal one. */
  async end(which: WhereOptions<JobModel>, done: Done, transaction: Transaction): Promise<void> {
    const [ended] = await this.models.Job.update(
      { ...endedWith(done), deduplicated: true, finishedAt: fn('now') },
      { where: which, transaction },
    );
    this.ends.tell('ANALYSIS', 'SUCCEEDED', ended, transaction);
  }

  /**
   * Gives the attempt in hand of a job to the equal one that waits longest.
   * @returns the id of that one; null when there is none
   */
  async handOver(job: JobModel, transaction: Transaction): Promise<string | null> {
    const { contentKey, attempt, attempts, stage, progress, bytesRead, rowsRead, startedAt, heartbeatAt } =
      job;
    if (contentKey === null) return null;
    const heir = await this.models.Job.findOne({
      where: { contentKey, status: 'QUEUED' },
      order: [
        ['queuedAt', 'ASC'],
        ['id', 'ASC'],
      ],
      lock: transaction.LOCK.NO_KEY_UPDATE,
      transaction,
    });
    if (!heir) return null;
    await heir.update(
      {
        status: 'RUNNING',
        fence: heir.fence + 1,
        ...{ attempt, attempts, stage, bytesRead, rowsRead, heartbeatAt },
        progress: Math.max(progress, heir.progress),
        startedAt: heir.startedAt ?? startedAt,
      },
      { transaction },
    );
    return heir.id;
  }
}
