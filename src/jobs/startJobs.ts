import { CodedError } from '../errors.js';
import type { JobRecord } from '../store/types.js';
import type { AnalysisParts } from './analysis.js';
import { openBroker } from './broker/broker.js';
import { relayHints } from './broker/hintRelay.js';
import type { BrokerOptions } from './broker/types.js';
import { contentKeyOf } from './contentKey.js';
import { openErrands, TELLING_PAUSE_MS } from './errands.js';
import { Hints } from './hints.js';
import { type JobObserver, UNOBSERVED } from './observer.js';
import { openQueue } from './queue.js';
import { removeReport } from './removal.js';
import { sendTellings } from './tellings.js';
import { TemporaryFiles } from './temporaryFiles.js';
import type { JobService } from './types.js';
import { isOver, jobTopic, REPORTS_TOPIC, watchJob, watchReports } from './watch.js';
import { startWork, type WorkOptions } from './work.js';

export interface JobsOptions extends Omit<AnalysisParts, 'log' | 'observer'>, Omit<WorkOptions, 'atOnce'> {
  /** Told of what the jobs do. */
  observer?: JobObserver;
  /** What carries the queue, and how many jobs are taken from it at a time; 0: they are left to other processes. */
  queue: BrokerOptions & { atOnce: number };
  /** From one look at what is to be removed to the next, in milliseconds. */
  housekeepingMs: number;
  /** Before the webhook is told again when it failed; doubled each time. Default 2000 milliseconds. */
  tellingPauseMs?: number;
}

/** Takes jobs in from now on, and works on them unless that is left to others. */
export async function startJobs({
  queue: { atOnce, ...brokerOptions },
  tellingPauseMs = TELLING_PAUSE_MS,
  housekeepingMs,
  store,
  objects,
  engine,
  tmpDir,
  settings,
  observer = UNOBSERVED,
  ...options
}: JobsOptions): Promise<JobService> {
  const { jobs } = store;
  const { log, redisUrl } = brokerOptions;
  const works = atOnce > 0;
  const parts = { store, objects, engine, tmpDir, settings, log, observer };
  const temporaryFiles = await TemporaryFiles.begin(tmpDir, objects, log);
  const hints = new Hints();
  const relay = redisUrl === undefined ? null : relayHints(hints, redisUrl, log);
  const broker = await openBroker(brokerOptions);
  const errands = await openErrands(broker, tellingPauseMs, works ? housekeepingMs : null);
  const queue = await openQueue(broker);
  const tellsEnds = options.webhook !== null;

  /** The row decides; when the queue cannot be told now, the recovery tells it within seconds. */
  async function wake(job: JobRecord, delayMs = 0): Promise<void> {
    try {
      await queue.wake(job, delayMs);
    } catch (error) {
      log.warn({ err: error, jobId: job.id }, 'the queue could not be told of a job yet');
    }
  }

  async function wakeLater(jobId: string, delayMs: number): Promise<void> {
    try {
      const job = await jobs.get(jobId);
      if (job?.status === 'QUEUED') await wake(job, delayMs);
    } catch (error) {
      log.warn({ err: error, jobId }, 'a job could not be looked up; it is taken up within seconds');
    }
  }

  /** The same for ends that are to be told. */
  async function tellEnds(): Promise<void> {
    try {
      if (tellsEnds) await sendTellings(jobs, errands);
    } catch (error) {
      log.warn({ err: error }, 'the queue could not be told of the end of a job yet');
    }
  }

  const workParts = { parts, broker, queue, errands, hints, wakeLater, tellEnds };
  const work = works ? await startWork(workParts, { ...options, atOnce }) : null;

  return {
    async submitAnalysis({ upload, options, fileName = upload.fileName, createdBy }) {
      const job = await jobs.create({
        kind: 'ANALYSIS',
        fileName,
        createdBy,
        options,
        uploadIds: [upload.id],
        bytesTotal: upload.bytes,
        tellEnd: tellsEnds,
        contentKey: contentKeyOf(upload.sha256, options, settings),
      });
      log.info({ jobId: job.id, uploadId: upload.id, deduplicated: job.deduplicated }, 'a job was taken in');
      if (isOver(job.status)) await tellEnds();
      else await wake(job);
      return job;
    },

    async submitComparison({ previous, current, options, createdBy }) {
      const job = await jobs.create({
        kind: 'COMPARISON',
        fileName: `${previous.fileName} → ${current.fileName}`,
        createdBy,
        options,
        uploadIds: [previous.id, current.id],
        bytesTotal: previous.bytes + current.bytes,
        tellEnd: tellsEnds,
      });
      const uploadIds = [previous.id, current.id];
      log.info({ jobId: job.id, uploadIds }, 'a job was taken in');
      await wake(job);
      return job;
    },

    get: (id) => jobs.get(id),
    list: (query) => jobs.list(query),

    async cancel(id) {
      const cancelled = await jobs.cancel(id);
      if (!cancelled) throw new CodedError('NOT_FOUND', `There is no job ${id}.`);
      const { job, heirId } = cancelled;
      if (job.status !== 'CANCELLED') throw new CodedError('CONFLICT', 'The job is over already.');
      log.info({ jobId: id, heirId }, 'a job was cancelled');
      if (heirId === null) work?.drop(id);
      else hints.publish(jobTopic(heirId));
      hints.publish(jobTopic(id));
      await tellEnds();
      return job;
    },

    async retry(id) {
      const job = await jobs.retry(id, tellsEnds);
      if (!job) {
        const found = await jobs.get(id);
        if (!found) throw new CodedError('NOT_FOUND', `There is no job ${id}.`);
        throw new CodedError(
          'CONFLICT',
          `Only a job that failed or was cancelled can be retried; it is ${found.status}.`,
        );
      }
      log.info({ jobId: id }, 'a job is tried anew');
      await wake(job);
      hints.publish(jobTopic(id));
      return job;
    },

    async deleteReport(id) {
      if (!(await removeReport(id, parts))) throw new CodedError('NOT_FOUND', `There is no report ${id}.`);
      hints.publish(REPORTS_TOPIC);
    },

    watchJob: (id) => watchJob(store, hints, id),
    watchReports: () => watchReports(store, hints),
    ping: () => queue.ping(),

    async close() {
      await temporaryFiles.close();
      await work?.close();
      await queue.close();
      await errands.close();
      await broker.close();
      relay?.close();
      hints.close();
    },
  };
}
