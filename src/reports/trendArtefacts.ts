import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { judge } from '../domain/judge.js';
import type { Artifact, ArtifactKind, ReportSummary, RuleSetRef } from '../domain/report.js';
import type { RuleSet } from '../domain/ruleSet.js';
import type { StopFlag } from '../domain/stopFlag.js';
import { summaryOf } from '../domain/summary.js';
import { compare, inOrderOfTime, type JudgedFacts } from '../domain/trend.js';
import type { TrendResult } from '../domain/trendTypes.js';
import { writeChunks } from './chunkFile.js';
import { trendHtml } from './html/trendHtml.js';
import { summaryJson } from './summaryJson.js';

export const TREND_ARTEFACT_NAMES = {
  TREND_JSON: 'trend.json',
  TREND_HTML: 'trend.html',
} as const satisfies Partial<Record<ArtifactKind, string>>;

const SUMMARY_NAME = 'summary.json';

/** A file that is compared with another, for a worker thread: where its facts are, as the engine says it. */
export interface TrendFile<Place> {
  facts: Place;
  /** Name of the uploaded file, without a path. */
  fileName: string;
}

/** What a worker thread needs to make a trend (makeTrend of src/worker). */
export interface TrendTask<Place> {
  previous: TrendFile<Place>;
  current: TrendFile<Place>;
  ruleSetId: string;
  /** Made if it is not there. */
  outDir: string;
  /** Memory of a StopFlag. */
  stop?: SharedArrayBuffer;
}

/** What a worker thread needs to compare two files in any order (makeComparison of src/worker). */
export interface ComparisonTask<Place> {
  files: [TrendFile<Place>, TrendFile<Place>];
  ruleSetId: string;
  /** Made if it is not there. */
  outDir: string;
  /** Memory of a StopFlag. */
  stop?: SharedArrayBuffer;
}

/** A file that is compared with another. */
export interface ComparedFile extends Pick<JudgedFacts, 'facts'> {
  /** Name of the uploaded file, without a path. */
  fileName: string;
}

/** A trend and the names of its two files. */
export interface NamedTrend {
  previousFileName: string;
  currentFileName: string;
  result: TrendResult;
}

export interface ProducedTrend extends NamedTrend {
  artifacts: Artifact[];
}

export interface ProducedComparison extends ProducedTrend {
  summaries: { previous: ReportSummary; current: ReportSummary };
}

/**
 * Judges two files in their order, and writes the artefacts of their trend into a folder, which is made.
 * @throws CodedError CANCELLED when the flag is raised
 */
export function produceTrend(
  previous: ComparedFile,
  current: ComparedFile,
  rules: RuleSet,
  outDir: string,
  stop?: StopFlag,
): ProducedTrend {
  stop?.throwIfRaised();
  const trend = trendOf(judged(previous, rules), judged(current, rules), rules);
  return { ...trend, artifacts: makeTrendArtefacts(trend, outDir) };
}

/** The same for two files that are ordered here, by their last events, and no reports: each gets its summary. */
export async function produceComparison(
  files: [ComparedFile, ComparedFile],
  rules: RuleSet,
  ruleSet: RuleSetRef,
  outDir: string,
  stop?: StopFlag,
): Promise<ProducedComparison> {
  stop?.throwIfRaised();
  const [previous, current] = inOrderOfTime(judged(files[0], rules), judged(files[1], rules));
  const trend = trendOf(previous, current, rules);
  const artifacts = makeTrendArtefacts(trend, outDir);
  const summarise = async (side: JudgedFile, name: string): Promise<ReportSummary> => {
    const summary = summaryOf(side.facts, side.judgement, ruleSet);
    const path = join(outDir, name);
    mkdirSync(dirname(path), { recursive: true });
    const bytes = await writeChunks(path, summaryJson({ ...side, summary }), stop);
    artifacts.push({ kind: 'SUMMARY_JSON', name, bytes });
    return summary;
  };
  const summaries = {
    previous: await summarise(previous, `previous/${SUMMARY_NAME}`),
    current: await summarise(current, `current/${SUMMARY_NAME}`),
  };
  return { ...trend, artifacts, summaries };
}

/** Writes every artefact of a trend into a folder, which is made: the one place that knows which there are. */
export function makeTrendArtefacts(trend: NamedTrend, outDir: string): Artifact[] {
  mkdirSync(outDir, { recursive: true });
  const artefact = (kind: keyof typeof TREND_ARTEFACT_NAMES, bytes: Uint8Array): Artifact => {
    const name = TREND_ARTEFACT_NAMES[kind];
    writeFileSync(join(outDir, name), bytes);
    return { kind, name, bytes: bytes.length };
  };
  return [
    artefact('TREND_JSON', Buffer.from(`${JSON.stringify(trend.result)}\n`)),
    artefact('TREND_HTML', Buffer.concat([...trendHtml(trend)])),
  ];
}

type JudgedFile = ComparedFile & JudgedFacts;

function judged(file: ComparedFile, rules: RuleSet): JudgedFile {
  return { ...file, judgement: judge(file.facts, rules) };
}

function trendOf(previous: JudgedFile, current: JudgedFile, rules: RuleSet): NamedTrend {
  return {
    previousFileName: previous.fileName,
    currentFileName: current.fileName,
    result: compare(previous, current, rules),
  };
}
