import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FactsHome } from '../domain/factsMemory.js';
import type { FactsPlace } from '../engine/node/readFacts.js';
import { CodedError } from '../errors.js';
import type { ProducedTrend, TrendFile, TrendTask } from '../reports/trendArtefacts.js';
import type { NewReportTrend, ObjectStore, TrendMaking, TrendPair, TrendSide } from '../store/types.js';
import { adoptAll, FACTS_NAME, TRENDS_PREFIX } from './artefacts.js';
import type { RunningAttempt } from './attempt.js';
import type { AnalysisEngine, JobLog } from './types.js';

export interface TrendParts {
  objects: ObjectStore;
  engine: AnalysisEngine;
  log: JobLog;
}

/** For whom trends are made; nobody when a report has gone. */
export interface TrendOccasion {
  /** Facts that need not be read. */
  inHand: FactsInHand;
  /** Stops the making when it has to stop. */
  attempt: Pick<RunningAttempt, 'signal' | 'stopFlag'>;
}

/** Facts of a report that are in memory already. */
export interface FactsInHand {
  reportId: string;
  facts: FactsHome;
}

/** A trend whose artefacts lie in a local folder, or in the object store already. */
interface Made {
  trend: NewReportTrend;
  folder: string;
  isKept: boolean;
}

/**
 * Makes trends out of the facts that reports keep. What was made once is not made again: trends are made ahead of the
 * commit, and the commit asks for those that it finds to be right.
 */
export class TrendMaker implements TrendMaking {
  /** By the names of their pairs. */
  readonly #made = new Map<string, Made>();
  #stored: NewReportTrend[] = [];
  #replaced: string[] = [];

  /**
   * @param workDir   an empty folder for files on their way
   */
  constructor(
    private readonly parts: TrendParts,
    private readonly workDir: string,
    private readonly occasion: TrendOccasion | null = null,
  ) {}

  /** Makes the trends that will be asked for if nothing moves until then. Whatever fails is tried again then. */
  async makeAhead(pairs: TrendPair[]): Promise<void> {
    try {
      for (const pair of pairs) await this.madeOf(pair);
    } catch (err) {
      if (!this.#signal?.aborted)
        this.parts.log.warn({ err }, 'trends could not be made ahead of their commit');
    }
  }

  /** Moves the artefacts of what was made ahead into the object store. */
  async keep(): Promise<void> {
    for (const made of this.#made.values()) await this.keepOne(made);
  }

  async make(pairs: TrendPair[]): Promise<NewReportTrend[]> {
    this.#stored = [];
    for (const pair of pairs) {
      const made = await this.madeOf(pair);
      if (!made) continue;
      await this.keepOne(made);
      this.#stored.push(made.trend);
    }
    return this.#stored;
  }

  replaced(prefixes: string[]): void {
    this.#replaced = prefixes;
  }

  /**
   * Removes artefacts that no trend names, when the commit is over.
   * @param committed whether the trends that were made last are stored
   */
  async clearUp(committed: boolean): Promise<void> {
    const stored = committed ? this.#stored : [];
    const needless = [...this.#made.values()]
      .map(({ trend }) => trend)
      .filter((one) => !stored.includes(one));
    for (const prefix of [...needless.map((one) => one.prefix), ...this.#replaced]) {
      await this.parts.objects.removePrefix(prefix);
    }
  }

  /** Null when a report's facts are lost: a trend can be done without, the report that is committed cannot. */
  private async madeOf(pair: TrendPair): Promise<Made | null> {
    const name = `${pair.previous.id} ${pair.current.id}`;
    const known = this.#made.get(name);
    if (known) return known;
    try {
      const made = await this.produce(pair);
      this.#made.set(name, made);
      return made;
    } catch (err) {
      if (!isLost(err)) throw err;
      this.parts.log.error({ err, pair: name }, 'the facts of a report are lost, and its trend with them');
      return null;
    }
  }

  private async produce({ previous, current }: TrendPair): Promise<Made> {
    const id = randomUUID();
    const folder = join(this.workDir, id);
    const produced = await this.parts.engine.run<ProducedTrend>('makeTrend', {
      previous: await this.fileOf(previous),
      current: await this.fileOf(current),
      // Both sides by the rules of the later one: weights that changed in between are no change of the operation.
      ruleSetId: current.ruleSetId,
      outDir: folder,
      stop: this.occasion?.attempt.stopFlag,
    } satisfies TrendTask<FactsPlace>);
    const prefix = `${TRENDS_PREFIX}${id}/`;
    const trend = { id, prefix, previousId: previous.id, currentId: current.id, ...produced };
    return { trend, folder, isKept: false };
  }

  private async keepOne(made: Made): Promise<void> {
    if (made.isKept) return;
    const { prefix, artifacts } = made.trend;
    await adoptAll(this.parts.objects, prefix, made.folder, artifacts, this.#signal);
    made.isKept = true;
  }

  get #signal(): AbortSignal | undefined {
    return this.occasion?.attempt.signal;
  }

  private async fileOf({ id, fileName, prefix }: TrendSide): Promise<TrendFile<FactsPlace>> {
    const inHand = this.occasion?.inHand;
    if (id === inHand?.reportId) return { fileName, facts: inHand.facts };
    const path = await this.parts.objects.localFile(`${prefix}${FACTS_NAME}`, this.workDir);
    return { fileName, facts: { path } };
  }
}

function isLost(error: unknown): boolean {
  return error instanceof CodedError && (error.code === 'NOT_FOUND' || error.code === 'FACTS_UNREADABLE');
}
