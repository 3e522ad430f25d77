import { randomUUID } from 'node:crypto';
import { fn, literal, Op, QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Attempt, JobRecord, JobRepository } from '../types.js';
import { isId } from './ids.js';
import type { JobModel, Models } from './models.js';

/** What every write of an attempt asks for: that the job is still its own. */
const inHandOf = ({ jobId, fence }: Attempt) => ({ id: jobId, fence, status: 'RUNNING' });

const NOW = fn('now');

export function jobRepository(sequelize: Sequelize, { Job }: Models): JobRepository {
  return {
    async create(job) {
      const created = await Job.create({ id: randomUUID(), ...job }, { returning: true });
      return jobRecord(await created.reload());
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
        where: { status: 'QUEUED', queuedAt: { [Op.lte]: NOW } },
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
      const [, [job]] = await Job.update(
        {
          status: 'RUNNING',
          fence: fence + 1,
          attempts: literal('attempts + 1'),
          stage: 'SCANNING',
          bytesRead: 0,
          rowsRead: 0,
          startedAt: fn('coalesce', literal('started_at'), NOW),
          heartbeatAt: NOW,
        },
        { where: { id: jobId, fence, status: 'QUEUED' }, returning: true },
      );
      return job ? jobRecord(job) : null;
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
      return jobs.map(jobRecord);
    },

    async saveProgress(attempt, { stage, progress, bytesRead, rowsRead }) {
      const [changed] = await Job.update(
        {
          stage,
          // An earlier attempt may have got further; what users see never falls.
          progress: fn('greatest', literal('progress'), progress),
          bytesRead,
          rowsRead,
          heartbeatAt: NOW,
        },
        { where: inHandOf(attempt) },
      );
      return changed === 1;
    },

    async fail(attempt, error) {
      const [changed] = await Job.update(
        { status: 'FAILED', error, finishedAt: NOW },
        { where: inHandOf(attempt) },
      );
      return changed === 1;
    },

    async handBack(attempt, pauseMs) {
      const place =
        pauseMs === null
          ? { attempts: literal('attempts - 1') }
          : { queuedAt: literal(`now() + interval '${Number(pauseMs)} milliseconds'`) };
      const [changed] = await Job.update(
        { status: 'QUEUED', fence: attempt.fence + 1, ...place },
        { where: inHandOf(attempt) },
      );
      return changed === 1;
    },

    async cancel(id) {
      if (!isId(id)) return null;
      await Job.update(
        { status: 'CANCELLED', finishedAt: NOW },
        { where: { id, status: ['QUEUED', 'RUNNING'] } },
      );
      const job = await Job.findByPk(id);
      return job && jobRecord(job);
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

/** The part of the commit that belongs to the job. False when the attempt has lost it: roll back. */
export async function endInSuccess(
  { Job }: Models,
  attempt: Attempt,
  { reportId, rowsRead }: { reportId: string | null; rowsRead: number },
  transaction: Transaction,
): Promise<boolean> {
  const [changed] = await Job.update(
    {
      status: 'SUCCEEDED',
      stage: 'DONE',
      progress: 1,
      bytesRead: literal('bytes_total'),
      rowsRead,
      reportId,
      finishedAt: NOW,
    },
    { where: inHandOf(attempt), transaction },
  );
  return changed === 1;
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
  };
}
