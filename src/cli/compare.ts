import { basename } from 'node:path';
import { openFacts } from '../domain/factsFile.js';
import { judge } from '../domain/judge.js';
import { compare as compareSides, inOrderOfTime } from '../domain/trend.js';
import { ProgressSum } from '../engine/node/progressSum.js';
import type { TrendSource } from '../reports/html/trendHtml.js';
import { makeTrendArtefacts, TREND_ARTEFACT_NAMES } from '../reports/trendArtefacts.js';
import { DEFAULT_RULE_SET, loadRuleSet } from '../rules/load.js';
import type { CompareArguments } from './arguments.js';
import { OutputFolder, writing } from './outputFolder.js';
import type { ProgressBar } from './progressBar.js';
import { readableTrend } from './readableTrend.js';
import { Session } from './session.js';

/** Analyses two files side by side, compares them, and returns what is to be printed. */
export async function compare(args: CompareArguments, bar: ProgressBar): Promise<string> {
  const session = new Session(args.threads, args.memoryLimit);
  try {
    const { rules } = loadRuleSet(DEFAULT_RULE_SET);
    const progress = new ProgressSum(args.files.length, (sum) => bar.scanned(sum));
    const scans = await inParallel(
      args.files.map((file, i) =>
        session.scan(file, args.options, Math.ceil(args.threads / 2), (one) => progress.scanned(i, one)),
      ),
    );
    session.checkNotInterrupted();
    const [first, second] = scans.map(({ factsBuffer }, i) => {
      const facts = openFacts(factsBuffer);
      return { facts, judgement: judge(facts, rules), fileName: basename(args.files[i]) };
    });
    const [previous, current] = inOrderOfTime(first, second);
    const result = compareSides(previous, current, rules);
    const names = { previousFileName: previous.fileName, currentFileName: current.fileName };
    if (args.outDir !== null) write(args.outDir, { ...names, result });
    return args.json
      ? `${JSON.stringify(result)}\n`
      : readableTrend(previous.fileName, current.fileName, result);
  } finally {
    await session.close();
  }
}

/** Waits for all, also when one fails: nothing may be in use when the session closes. */
async function inParallel<T>(tasks: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(tasks);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function write(outDir: string, trend: TrendSource): void {
  const folder = new OutputFolder(outDir);
  try {
    writing(folder.path, () => makeTrendArtefacts(trend, folder.staging));
    folder.publish(Object.values(TREND_ARTEFACT_NAMES));
  } finally {
    folder.close();
  }
}
