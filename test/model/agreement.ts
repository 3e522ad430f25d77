import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { OWNER_KEY } from '../../src/store/objects/owned.js';
import type { FileModel, ServiceModel } from './model.js';
import type { JobState, World } from './world.js';

interface ReportState {
  id: string;
  createdAt: string;
  inputSha256: string;
  kpis: { totalCases: number };
  trend: {
    previous: { id: string };
    kpis: { newCases: number; resolvedCases: number; persistentCases: number };
  } | null;
}

const REPORT =
  'id createdAt inputSha256 kpis { totalCases } trend { previous { id } kpis { newCases resolvedCases persistentCases } }';

/** The service and the model say the same, when nothing is under way any more. */
export async function agree(model: ServiceModel, world: World): Promise<void> {
  const jobs = await world.settled();
  adoptUnanswered(model, jobs);
  expect(jobs.map(({ id }) => id).sort()).toEqual(model.jobs.map(({ id }) => id).sort());
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const files = new Map<string, FileModel>();
  for (const { id, files: used, isCancelled } of model.jobs) {
    const job = byId.get(id);
    expect({ id, ...endOf(job) }).toEqual({ id, ...expectedEnd(used, isCancelled) });
    if (job?.report) files.set(job.report.id, used[0]);
  }
  await reportsAgree(model, files, world);
  await nothingIsLeft(world);
}

/** A file whose answer never came was accepted, whole, or it was not: at most one job each. */
function adoptUnanswered(model: ServiceModel, jobs: JobState[]): void {
  const known = new Set(model.jobs.map(({ id }) => id));
  const strangers = jobs.filter(({ id }) => !known.has(id)).reverse();
  expect(strangers.length).toBeLessThanOrEqual(model.unanswered.length);
  for (const { id, status } of strangers) {
    const place = model.unanswered.findIndex(({ fault }) => (fault !== null) === (status === 'FAILED'));
    expect(place).toBeGreaterThanOrEqual(0);
    model.accepted(id, model.unanswered.splice(place, 1));
  }
}

const endOf = (job: JobState | undefined) => ({
  status: job?.status,
  code: job?.error?.code ?? null,
  hasTrend: job?.trend !== null && job?.report === null,
});

function expectedEnd(files: FileModel[], isCancelled: boolean) {
  const fault = files.find((file) => file.fault !== null)?.fault ?? null;
  if (isCancelled) return { status: 'CANCELLED', code: null, hasTrend: false };
  if (fault !== null) return { status: 'FAILED', code: fault, hasTrend: false };
  return { status: 'SUCCEEDED', code: null, hasTrend: files.length === 2 };
}

/** Each report has the cases of its file, and the trend that its place in time asks for. */
async function reportsAgree(
  model: ServiceModel,
  files: Map<string, FileModel>,
  { service }: World,
): Promise<void> {
  const { reports } = await service.data<{ reports: { edges: { node: ReportState }[] } }>(
    `{ reports(first: 200) { edges { node { ${REPORT} } } } }`,
  );
  const oldestFirst = reports.edges.map(({ node }) => node).reverse();
  expect(oldestFirst.map(({ id }) => id).sort()).toEqual([...files.keys()].sort());
  expect(oldestFirst.filter(({ id }) => model.deleted.has(id))).toEqual([]);
  // Here all files are analysed with the same options: each that is there was analysed once.
  const contents = oldestFirst.map(({ inputSha256 }) => inputSha256);
  expect(contents).toEqual([...new Set(contents)]);
  const nodesOf = (id: string) => files.get(id)?.nodes ?? new Set<string>();
  for (const { id, kpis, trend } of oldestFirst) {
    const current = nodesOf(id);
    expect(kpis.totalCases).toBe(current.size);
    const previousId = previousOf(id, oldestFirst, files);
    expect([id, trend?.previous.id ?? null]).toEqual([id, previousId]);
    if (previousId === null) continue;
    const previous = nodesOf(previousId);
    expect(trend?.kpis).toEqual({
      newCases: [...current].filter((node) => !previous.has(node)).length,
      resolvedCases: [...previous].filter((node) => !current.has(node)).length,
      persistentCases: [...current].filter((node) => previous.has(node)).length,
    });
  }
}

/** The latest day before its own; of several reports of that day the one that was created last. */
function previousOf(id: string, oldestFirst: ReportState[], files: Map<string, FileModel>): string | null {
  const dayOf = (report: { id: string }) => files.get(report.id)?.day ?? null;
  const own = dayOf({ id });
  let previous: ReportState | null = null;
  for (const report of oldestFirst) {
    const day = dayOf(report);
    if (own === null || day === null || day >= own) continue;
    if (previous === null || day >= (dayOf(previous) ?? 0)) previous = report;
  }
  return previous?.id ?? null;
}

/** Every row belongs to something, every file is named by a row, and every file that is named is there. */
async function nothingIsLeft(world: World): Promise<void> {
  const orphans = await world.rows(`
    SELECT 'cases' AS of, report_id FROM (SELECT DISTINCT report_id FROM cases) AS cases
      WHERE report_id NOT IN (SELECT id FROM reports)
    UNION ALL SELECT DISTINCT 'orders', report_id FROM case_orders WHERE report_id NOT IN (SELECT id FROM reports)
    UNION ALL SELECT 'squads', report_id FROM case_squads WHERE report_id NOT IN (SELECT id FROM reports)
    UNION ALL SELECT 'invalid rows', report_id FROM invalid_rows WHERE report_id NOT IN (SELECT id FROM reports)
    UNION ALL SELECT 'reports', id FROM reports WHERE id NOT IN (SELECT report_id FROM jobs WHERE report_id IS NOT NULL)
    UNION ALL SELECT 'trends', id FROM trends WHERE job_id IS NULL AND current_id NOT IN (SELECT id FROM reports)`);
  expect(orphans).toEqual([]);
  const named = await world.rows<{ name: string }>(`
    SELECT object_key AS name FROM uploads
    UNION ALL SELECT prefix || 'facts.bin' FROM reports
    UNION ALL SELECT prefix || (artifact ->> 'name') FROM reports, jsonb_array_elements(artifacts) AS artifact
    UNION ALL SELECT prefix || (artifact ->> 'name') FROM trends, jsonb_array_elements(artifacts) AS artifact`);
  const names = [OWNER_KEY, ...named.map(({ name }) => name)].sort();
  // The last attempt may still be clearing up when its job is over.
  for (const deadline = Date.now() + 3000; Date.now() < deadline; await sleep(50)) {
    if (world.files('objects').length === names.length && world.files('tmp').length === 0) break;
  }
  expect(world.files('objects')).toEqual(names);
  expect(world.files('tmp')).toEqual([]);
}
