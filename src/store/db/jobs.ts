import { randomUUID } from 'node:crypto';
import { fn, literal, Op, QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Attempt, JobRecord, JobRepository } from '../types.js';
import { type EqualJobs, endedWith } from './equalJobs.js';
import { isId } from './ids.js';
import { takeCensus } from './jobCensus.js';
import type { JobModel, Models } from './models.js';
import { holdUploads } from './uploads.js';

type JobValues = Parameters<typeof JobModel.update<JobModel>>[0];

/** What every write of an attempt asks for: that the job is still its own. */
const inHandOf = (attempt: Attempt) => ({ attempt: nameOf(attempt), status: 'RUNNING' });

const NOW = fn('now');

/** Attempts are told apart by the job and the fence that they were begun under, whichever job they are at now. */
function nameOf({ jobId, fence }: Attempt): string {
  return `${jobId}/${fence}`;
}

export function jobRepository(sequelize: Sequelize, { Job }: Models, equals: EqualJobs): JobRepository {
  /**
   * Writes to the job that the attempt is at; null when the attempt has lost it. Asked twice: a cancel that hands the
   * attempt over commits while the first statement waits for the row, and that statement does not see the heir yet.
   */
  async function updateInHand(attempt: Attempt, values: JobValues): Promise<JobModel | null> {
    const update = async () => {
      const [, [job]] = await Job.update(values, { where: inHandOf(attempt), returning: true });
      return job ?? null;
    };
    return (await update()) ?? (await update());
  }

  return {
    async create(job) {
      return sequelize.transaction(async (transaction) => {
        await holdUploads(sequelize, job.uploadIds, transaction);
        const done = await equals.reportOf(job.contentKey ?? null, transaction);
        const created = await Job.create({ id: randomUUID(), ...job }, { transaction });
        if (done) await equals.end({ id: created.id }, done, transaction);
        return jobRecord(await created.reload({ transaction }));
      });
    },

    async get(id) {
      const job = isId(id) ? await Job.findByPk(id) : null;
      return job && jobRecord(job);
    },

    async list({ status, first }) {
      const jobs = await Job.findAll({
        where: status ? { status } : {},
        order: [
          ['createdAt', 'DESC'],
          ['id', 'DESC'],
        ],
        limit: first,
      });
      return jobs.map(jobRecord);
    },

    async queued(first) {
      const jobs = await Job.findAll({
        where: { status: 'QUEUED', queuedAt: { [Op.lte]: NOW }, [Op.and]: literal(noEqualRuns('"Job"')) },
        order: [
          ['queuedAt', 'ASC'],
          ['id', 'ASC'],
        ],
        limit: first,
      });
      return jobs.map(jobRecord);
    },

    async queuePositions(ids) {
      const waiting = await sequelize.query<{ id: string; position: number }>(
        `SELECT id, position FROM (
           SELECT id, row_number() OVER (ORDER BY queued_at, id)::int AS position FROM jobs WHERE status = 'QUEUED'
         ) AS queue WHERE id = ANY ($1::uuid[])`,
        { bind: [ids.filter(isId)], type: QueryTypes.SELECT },
      );
      const positions = new Map(waiting.map(({ id, position }) => [id, position]));
      return ids.map((id) => positions.get(id.toLowerCase()) ?? null);
    },

    census: () => takeCensus(sequelize),

    async untold(first) {
      const jobs = await Job.findAll({
        where: { tellEnd: true, finishedAt: { [Op.ne]: null } },
        order: [['finishedAt', 'ASC']],
        limit: first,
      });
      return jobs.map(jobRecord);
    },

    async told({ jobId, fence }) {
      await Job.update({ tellEnd: false }, { where: { id: jobId, fence, finishedAt: { [Op.ne]: null } } });
    },

    async begin({ jobId, fence }) {
      return sequelize.transaction(async (transaction) => {
        const due = { id: jobId, fence, status: 'QUEUED' };
        const waiting = await Job.findOne({ attributes: ['contentKey'], where: due, transaction });
        if (!waiting) return null;
        const done = await equals.reportOf(waiting.contentKey, transaction);
        if (done) {
          await equals.end(due, done, transaction);
          return null;
        }
        const next = { jobId, fence: fence + 1 };
        const [, [job]] = await Job.update(
          {
            status: 'RUNNING',
            fence: next.fence,
            attempt: nameOf(next),
            attempts: literal('attempts + 1'),
            stage: 'SCANNING',
            bytesRead: 0,
            rowsRead: 0,
            startedAt: fn('coalesce', literal('started_at'), NOW),
            heartbeatAt: NOW,
          },
          { where: { ...due, [Op.and]: literal(noEqualRuns('jobs')) }, returning: true, transaction },
        );
        return job ? jobRecord(job) : null;
      });
    },

    async reclaim({ silentForMs, maxAttempts, exhausted }) {
      const isExhausted = `status = 'RUNNING' AND attempts >= ${Number(maxAttempts)}`;
      const silent = `heartbeat_at < now() - interval '${Number(silentForMs)} milliseconds'`;
      const dead =
        silentForMs === null
          ? { status: ['QUEUED', 'RUNNING'] }
          : { status: 'RUNNING', [Op.and]: literal(silent) };
      const [, jobs] = await Job.update(
        {
          status: literal(`CASE WHEN ${isExhausted} THEN 'FAILED' ELSE 'QUEUED' END`),
          error: literal(
            `CASE WHEN ${isExhausted} THEN ${sequelize.escape(JSON.stringify(exhausted))}::jsonb END`,
          ),
          finishedAt: literal(`CASE WHEN ${isExhausted} THEN now() END`),
          fence: literal('fence + 1'),
        },
        { where: dead, returning: true },
      );
      for (const { kind, status } of jobs) if (status === 'FAILED') equals.ends.tell(kind, status, 1);
      return jobs.map(jobRecord);
    },

    async saveProgress(attempt, { stage, progress, bytesRead, rowsRead }) {
      const written = await updateInHand(attempt, {
        stage,
        // An earlier attempt may have got further; what users see never falls.
        progress: fn('greatest', literal('progress'), progress),
        bytesRead,
        rowsRead,
        heartbeatAt: NOW,
      });
      return written !== null;
    },

    async fail(attempt, error) {
      const failed = await updateInHand(attempt, { status: 'FAILED', error, finishedAt: NOW });
      if (failed) equals.ends.tell(failed.kind, 'FAILED', 1);
      return failed !== null;
    },

    async handBack(attempt, pauseMs) {
      const place =
        pauseMs === null
          ? { attempts: literal('attempts - 1') }
          : { queuedAt: literal(`now() + interval '${Number(pauseMs)} milliseconds'`) };
      const values = { status: 'QUEUED', fence: literal('fence + 1'), ...place } as const;
      return (await updateInHand(attempt, values)) !== null;
    },

    async identify(attempt, contentKey) {
      const [changed] = await Job.update(
        { contentKey, status: 'QUEUED', fence: literal('fence + 1'), attempts: literal('attempts - 1') },
        { where: inHandOf(attempt) },
      );
      return changed === 1;
    },

    async cancel(id) {
      if (!isId(id)) return null;
      return sequelize.transaction(async (transaction) => {
        const found = await Job.findByPk(id, { attributes: ['contentKey'], transaction });
        if (!found) return null;
        await equals.lock(found.contentKey, transaction);
        // Not the strongest lock: a commit that refers to the job holds a weak one, and waits for the lock above.
        const lock = transaction.LOCK.NO_KEY_UPDATE;
        const job = await Job.findByPk(id, { lock, rejectOnEmpty: true, transaction });
        if (job.status !== 'QUEUED' && job.status !== 'RUNNING') return { job: jobRecord(job), heirId: null };
        const heirId = job.status === 'RUNNING' ? await equals.handOver(job, transaction) : null;
        await job.update({ status: 'CANCELLED', finishedAt: NOW }, { transaction });
        equals.ends.tell(job.kind, 'CANCELLED', 1, transaction);
        return { job: jobRecord(await job.reload({ transaction })), heirId };
      });
    },

    async retry(id, tellEnd) {
      if (!isId(id)) return null;
      const [, [job]] = await Job.update(
        {
          status: 'QUEUED',
          stage: 'RECEIVED',
          fence: literal('fence + 1'),
          ...{ attempts: 0, progress: 0, bytesRead: 0, rowsRead: 0 },
          ...{ error: null, startedAt: null, finishedAt: null },
          queuedAt: NOW,
          tellEnd,
        },
        { where: { id, status: ['FAILED', 'CANCELLED'] }, returning: true },
      );
      return job ? jobRecord(job) : null;
    },
  };
}

/**
 * The part of the commit that belongs to the job: it ends, and so do the equal ones that wait for the same report.
 * @returns the job that the attempt was at in the end; null when the attempt has lost it: roll back
 */
export async function endInSuccess(
  { Job }: Models,
  equals: EqualJobs,
  attempt: Attempt,
  done: { reportId: string | null; rowsRead: number },
  transaction: Transaction,
): Promise<JobModel | null> {
  const begun = await Job.findByPk(attempt.jobId, { attributes: ['contentKey'], transaction });
  const contentKey = begun?.contentKey ?? null;
  await equals.lock(contentKey, transaction);
  const [, [ended]] = await Job.update(
    { ...endedWith(done), finishedAt: NOW },
    { where: inHandOf(attempt), returning: true, transaction },
  );
  if (!ended) return null;
  equals.ends.tell(ended.kind, 'SUCCEEDED', 1, transaction);
  if (contentKey !== null) await equals.end({ contentKey, status: 'QUEUED' }, done, transaction);
  return ended;
}

/** Whether nothing equal to a job of the named table is under way. */
function noEqualRuns(table: string): string {
  return `NOT EXISTS (SELECT 1 FROM jobs AS other
    WHERE other.content_key = ${table}.content_key AND other.status = 'RUNNING')`;
}

function jobRecord(job: JobModel): JobRecord {
  return {
    id: job.id,
    kind: job.kind,
    status: job.status,
    stage: job.stage,
    progress: job.progress,
    bytesRead: Number(job.bytesRead),
    bytesTotal: Number(job.bytesTotal),
    rowsRead: Number(job.rowsRead),
    attempts: job.attempts,
    fileName: job.fileName,
    createdBy: job.createdBy,
    deduplicated: job.deduplicated,
    error: job.error,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
    reportId: job.reportId,
    options: job.options,
    uploadIds: job.uploadIds,
    fence: job.fence,
    contentKey: job.contentKey,
  };
}
