import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { badFile, type FileModel, goodFile, longFile, type ServiceModel } from './model.js';
import type { World } from './world.js';

type Command = fc.AsyncCommand<ServiceModel, World>;

/** A command that needs at least so many jobs to be there. */
function command(
  name: string,
  run: (model: ServiceModel, world: World) => Promise<void>,
  jobsNeeded = 0,
): Command {
  return { check: ({ jobs }) => jobs.length >= jobsNeeded, run, toString: () => name };
}

function upload(file: FileModel): Command {
  return command(`upload ${nameOf(file)}`, async (model, { service }) => {
    const { data, errors } = await service.upload({ bytes: file.bytes });
    expect(errors).toEqual([]);
    model.accepted(data?.uploadReport.id ?? '', [file]);
  });
}

function compare(previous: FileModel, current: FileModel): Command {
  return command(`compare ${nameOf(previous)} with ${nameOf(current)}`, async (model, { service }) => {
    const { data, errors } = await service.multipart<{ comparePeriods: { id: string } }>(
      'mutation($previous: Upload!, $current: Upload!) { comparePeriods(previous: $previous, current: $current) { id } }',
      {
        previous: { bytes: previous.bytes, fileName: 'previous.csv' },
        current: { bytes: current.bytes, fileName: 'current.csv' },
      },
    );
    expect(errors).toEqual([]);
    model.accepted(data?.comparePeriods.id ?? '', [previous, current]);
  });
}

/** Whoever asks for a cancel or a retry is told by the answer what has become of the job. */
function cancel(index: number): Command {
  const run = async (model: ServiceModel, world: World) => {
    const job = model.jobAt(index);
    if (!job) return;
    const code = await world.ask('cancelJob', job.id);
    if (code === null) {
      job.isCancelled = true;
    } else {
      expect(code).toBe('CONFLICT');
      expect(['SUCCEEDED', 'FAILED']).toContain((await world.job(job.id)).status);
    }
  };
  return command(`cancel ${index}`, run, 1);
}

function retry(index: number): Command {
  const run = async (model: ServiceModel, world: World) => {
    const job = model.jobAt(index);
    if (!job) return;
    const before = await world.job(job.id);
    const code = await world.ask('retryJob', job.id);
    if (job.isCancelled || before.status === 'FAILED') expect(code).toBeNull();
    if (code === null) expect(job.isCancelled || job.files.some(({ fault }) => fault !== null)).toBe(true);
    else expect(code).toBe('CONFLICT');
    if (code === null) job.isCancelled = false;
  };
  return command(`retry ${index}`, run, 1);
}

/** From its upload, by the same options: a report of the same file, a new one or the same. */
function reanalyze(index: number): Command {
  const run = async (model: ServiceModel, world: World) => {
    const job = model.jobAt(index);
    const report = job && (await world.job(job.id)).report;
    if (!report) return;
    const { reanalyze } = await world.service.data<{ reanalyze: { id: string } }>(
      'mutation($id: ID!) { reanalyze(reportId: $id) { id } }',
      { id: report.id },
    );
    model.accepted(reanalyze.id, job.files);
  };
  return command(`reanalyze ${index}`, run, 1);
}

function deleteReport(index: number): Command {
  const run = async (model: ServiceModel, world: World) => {
    const job = model.jobAt(index);
    const report = job && (await world.job(job.id)).report;
    if (!report) return;
    expect(await world.ask('deleteReport', report.id)).toBeNull();
    model.deleted.add(report.id);
    expect((await world.job(job.id)).report).toBeNull();
  };
  return command(`delete ${index}`, run, 1);
}

function restart(signal: 'SIGKILL' | 'SIGTERM', afterMs: number): Command {
  return command(`${signal} after ${afterMs} ms`, async (_model, world) => {
    await sleep(afterMs);
    await world.restart(signal);
  });
}

/** The answer never comes: the file may have been accepted, or not. */
function killInUpload(file: FileModel, afterMs: number): Command {
  return command(`kill ${afterMs} ms into an upload of ${nameOf(file)}`, async (model, world) => {
    const answer = world.service.upload({ bytes: file.bytes }).catch(() => null);
    await sleep(afterMs);
    await world.restart('SIGKILL');
    const id = (await answer)?.data?.uploadReport.id;
    if (id === undefined) model.unanswered.push(file);
    else model.accepted(id, [file]);
  });
}

function wait(ms: number): Command {
  return command(`wait ${ms} ms`, () => sleep(ms));
}

function nameOf({ day, nodes, fault }: FileModel): string {
  return fault ?? `${nodes.size < 10 ? [...nodes].join('+') : `${nodes.size} nodes`} of day ${day}`;
}

const day = fc.integer({ min: 1, max: 6 });
const nodes = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 });
const file = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(day, nodes).map(([date, names]) => goodFile(date, ...names)) },
  { weight: 1, arbitrary: fc.constant(badFile()) },
  { weight: 2, arbitrary: day.map(longFile) },
);
const index = fc.nat({ max: 50 });
const moment = fc.integer({ min: 0, max: 400 });

/** Sequences of everything that is done to the service, and of what befalls it. */
export const commands = fc.commands(
  [
    file.map(upload),
    file.map(upload),
    file.map(upload),
    fc.tuple(file, file).map(([previous, current]) => compare(previous, current)),
    index.map(cancel),
    index.map(cancel),
    index.map(retry),
    index.map(reanalyze),
    index.map(deleteReport),
    index.map(deleteReport),
    moment.map((ms) => restart('SIGKILL', ms)),
    moment.map((ms) => restart('SIGTERM', ms)),
    fc.tuple(file, moment).map(([one, ms]) => killInUpload(one, ms)),
    moment.map(wait),
  ],
  { maxCommands: 14 },
);
