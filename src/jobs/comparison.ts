import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ProgressSum } from '../engine/node/progressSum.js';
import type { FactsPlace } from '../engine/node/readFacts.js';
import type { ScanInPlace, ScanProgress } from '../engine/node/types.js';
import type { ComparisonTask, ProducedComparison, TrendFile } from '../reports/trendArtefacts.js';
import type { CountedUpload } from '../store/announcedUpload.js';
import type { JobRecord, TrendRecord } from '../store/types.js';
import type { AnalysisParts } from './analysis.js';
import { adoptAll, TRENDS_PREFIX } from './artefacts.js';
import type { RunningAttempt } from './attempt.js';
import { lapTimer, tellStages } from './observer.js';
import { aboutSide, SIDES } from './sides.js';
import { uploadOf } from './uploads.js';
import { withWorkspace } from './workspace.js';

/**
 * One attempt at a comparison, from the bytes of two uploads to the trend that is committed; no report is made.
 * Null, and nothing left behind, when the attempt turns out to have lost the job.
 *
 * @throws CodedError for files that cannot be analysed, naming the file; the attempt's stop reason when it should stop
 */
export async function compareFiles(
  job: JobRecord,
  attempt: RunningAttempt,
  parts: AnalysisParts,
): Promise<TrendRecord | null> {
  const { store, objects, engine, tmpDir, settings, observer } = parts;
  const uploadAt = (side: 0 | 1) =>
    uploadOf(job, side, parts, attempt.signal).catch((error: unknown) => {
      throw aboutSide(error, SIDES[side]);
    });
  const uploads = [await uploadAt(0), await uploadAt(1)] as const;

  return withWorkspace(tmpDir, `${job.id}-${job.fence}`, async (workspace) => {
    const [first, second] = await scanSideBySide(job, uploads, attempt, parts, workspace.scan);
    const fileOf = (scan: ScanInPlace, side: number): TrendFile<FactsPlace> => ({
      facts: scan.facts,
      fileName: uploads[side].fileName,
    });

    attempt.enter('COMPARING');
    const lap = lapTimer();
    const comparing = engine.run<ProducedComparison>('makeComparison', {
      files: [fileOf(first, 0), fileOf(second, 1)],
      ruleSetId: settings.ruleSetId,
      outDir: workspace.out,
      stop: attempt.stopFlag,
    } satisfies ComparisonTask<FactsPlace>);
    const compared = await comparing.finally(() => {
      first.release();
      second.release();
    });

    const compareMs = lap();
    attempt.enter('STORING');
    const id = randomUUID();
    const prefix = `${TRENDS_PREFIX}${id}/`;
    await adoptAll(objects, prefix, workspace.out, compared.artifacts, attempt.signal);
    const storeMs = lap();
    const rowsRead = first.meta.input.rows + second.meta.input.rows;
    const trend = await store.trends.commitComparison(attempt, { id, prefix, ...compared }, rowsRead);
    if (!trend) {
      await objects.removePrefix(prefix);
      return null;
    }
    const stages = { compareMs, storeMs, commitMs: lap() };
    for (const [side, { timings, meta }] of [first, second].entries()) {
      tellStages(observer, timings);
      const { input, invalidRows } = meta;
      observer.fileRead({ bytes: uploads[side].bytes, rows: input.rows, refusedRows: invalidRows.total });
    }
    tellStages(observer, stages);
    const scans = { previous: first.timings, current: second.timings };
    attempt.log.info(
      { trendId: id, rows: rowsRead, stages: { ...scans, ...stages } },
      'two files were compared',
    );
    return trend;
  });
}

/** Both files at once, with half of the threads each. What is wrong with the previous one is said first. */
async function scanSideBySide(
  job: JobRecord,
  uploads: readonly [CountedUpload, CountedUpload],
  attempt: RunningAttempt,
  { objects, engine, settings: { ruleSetId: _, ...settings } }: AnalysisParts,
  scanDir: string,
): Promise<[ScanInPlace, ScanInPlace]> {
  const progress = new ProgressSum(uploads.length, (sum) => attempt.scanned(sum));
  const previousFailed = new AbortController();
  const signal = AbortSignal.any([attempt.signal, previousFailed.signal]);
  const scanOf = async (side: 0 | 1): Promise<ScanInPlace> => {
    const upload = uploads[side];
    const workDir = join(scanDir, SIDES[side]);
    await mkdir(workDir, { mode: 0o700 });
    const locate = () => objects.location(upload.objectKey);
    const location = await locate();
    const threads = Math.ceil(settings.threads / uploads.length);
    const request = { location, sha256: upload.sha256, options: job.options, workDir, ...settings, threads };
    const onProgress = (one: ScanProgress) => progress.scanned(side, one);
    return engine.scanInPlace(request, { signal, onProgress, relocate: locate });
  };
  const previous = scanOf(0);
  previous.catch(() => previousFailed.abort());
  // Both to their ends, whatever they are: their folders are removed next.
  const ends = await Promise.allSettled([previous, scanOf(1)]);
  try {
    attempt.signal.throwIfAborted();
    const [first, second] = ends.map((end, side) => {
      if (end.status === 'fulfilled') return end.value;
      throw aboutSide(end.reason, SIDES[side], uploads[side].fileName);
    });
    return [first, second];
  } catch (error) {
    for (const end of ends) if (end.status === 'fulfilled') end.value.release();
    throw error;
  }
}
