import { performance } from 'node:perf_hooks';
import type { Facts } from '../domain/facts.js';
import type { Room } from '../domain/factsMemory.js';
import { type Judgement, judge } from '../domain/judge.js';
import type { Artifact } from '../domain/report.js';
import type { RuleSet } from '../domain/ruleSet.js';
import type { StopFlag } from '../domain/stopFlag.js';
import { ArtefactFolder } from './artefactFolder.js';

/** What every maker of files needs. */
export interface FilesTask {
  facts: Facts;
  rules: RuleSet;
  /** Where the judgement lies; default: in memory of its own. */
  room?: Room;
  /** Made if it is not there. Files of the same names are written over, others stay. */
  outDir: string;
  /** Looked at before every chunk. */
  stop?: StopFlag;
  /** Whether somebody syncs the files when all are made: the disk begins with each as soon as it is written. */
  syncedLater?: boolean;
}

/** Milliseconds. */
export interface ReportTimings {
  classifyMs: number;
  /** All artefacts together. */
  reportMs: number;
  /**
   * Each of them, by a name that no file brings along: that of the file, `plans`, `cases.parquet`, `alerts.parquet`;
   * `case-rows.copy`, `case-orders.copy`, `case-squads.copy` and `invalid-rows.copy` where a database holds them.
   */
  artifacts: Record<string, number>;
}

/** Files that one thread has made, perhaps beside others. */
export interface MadeFiles {
  artifacts: Artifact[];
  timings: ReportTimings;
}

/**
 * Judges facts and has files made of the judgement.
 * @param make writes them; what it gives is given back beside the files
 * @throws CodedError CANCELLED when the flag is raised
 */
export async function judgedFiles<Extra>(
  { facts, rules, room, outDir, stop, syncedLater }: FilesTask,
  make: (judgement: Judgement, out: ArtefactFolder) => Promise<Extra>,
): Promise<Extra & MadeFiles> {
  stop?.throwIfRaised();
  const startedAt = performance.now();
  const judgement = judge(facts, rules, room);
  const judgedAt = performance.now();
  const out = new ArtefactFolder(outDir, stop, syncedLater);
  const extra = await make(judgement, out);
  const timings = {
    classifyMs: judgedAt - startedAt,
    reportMs: performance.now() - judgedAt,
    artifacts: out.milliseconds,
  };
  return { ...extra, artifacts: out.artifacts, timings };
}
