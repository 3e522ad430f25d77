import { loadavg } from 'node:os';
import { join } from 'node:path';
import { DIST } from '../../src/paths.js';
import { missingPackages } from '../../test/support/services/installed.js';
import { runChild } from '../measure/childProcess.js';
import { surroundings } from '../report/engineReport.js';
import type { SampleRequest } from '../sampleFile.js';
import type { Mode, ServiceArguments } from './arguments.js';
import { type Deployment, startEmbedded } from './deployment.js';
import { serviceFigures, type Trials } from './figures.js';
import { load, warmUp } from './load.js';
import { type DeploymentPlan, LARGE_ROWS, loadPlans, MEDIUM_ROWS } from './plan.js';
import type { LoadReport, ServiceReport } from './report.js';
import { Services } from './services.js';
import { cachedUnderLoad } from './trials/cachedUnderLoad.js';
import { cacheGain } from './trials/cacheGain.js';
import { requestRates } from './trials/requestRates.js';
import { uploadAgainstCopy } from './trials/uploadAgainstCopy.js';
import { wholeUpload } from './trials/wholeUpload.js';
import { workerScaling } from './trials/workerScaling.js';

type Say = (text: string) => void;

/** How thorough the trials are. */
interface Thoroughness {
  rounds: number;
  /** Of the files that are analysed while the dashboard is asked for. */
  analysedRows: number;
  analyses: number;
  idleMs: number;
  rateSeconds: number;
  cacheRounds: number;
  jobs: number;
  jobRounds: number;
}

const FULL: Thoroughness = {
  rounds: 5,
  analysedRows: LARGE_ROWS,
  analyses: 8,
  idleMs: 5_000,
  rateSeconds: 4,
  cacheRounds: 200,
  jobs: 8,
  jobRounds: 9,
};
const QUICK: Thoroughness = {
  rounds: 2,
  analysedRows: MEDIUM_ROWS,
  analyses: 8,
  idleMs: 1_000,
  rateSeconds: 1,
  cacheRounds: 50,
  jobs: 6,
  jobRounds: 2,
};

/** Measures what the command line asks for. @param say told what comes next */
export async function benchService(args: ServiceArguments, say: Say): Promise<ServiceReport> {
  const modes = usableModes(args.modes, say);
  const bench = new ServiceBench(args.dir, args.quick ? QUICK : FULL, say);
  const loads: LoadReport[] = [];
  const before = { ...surroundings(), loadAverage: loadavg()[0] };
  const trials = await bench.trials(modes);
  const brokenOff: string[] = [];
  for (const plan of args.figuresOnly ? [] : loadPlans(modes, args)) {
    const taken = bench.loads(plan, (one) => loads.push(one));
    await taken.catch((error: unknown) => {
      brokenOff.push(plan.name);
      say(`${plan.name}: broken off: ${error instanceof Error ? error.stack : String(error)}`);
    });
  }
  return { ...before, quick: args.quick, loads, brokenOff, trials, figures: serviceFigures(trials) };
}

function usableModes(modes: readonly Mode[], say: Say): readonly Mode[] {
  const missing = modes.includes('services') ? missingPackages() : [];
  if (missing.length === 0) return modes;
  say(`services are left out: ${missing.join(', ')} missing`);
  return modes.filter((mode) => mode !== 'services');
}

class ServiceBench {
  constructor(
    private readonly dir: string,
    private readonly how: Thoroughness,
    private readonly say: Say,
  ) {}

  async trials(modes: readonly Mode[]): Promise<Trials> {
    const trials: Trials = modes.includes('embedded') ? await this.#embeddedTrials() : {};
    if (!modes.includes('services')) return trials;
    const { cacheRounds, jobs, jobRounds } = this.how;
    const medium = await this.#file(MEDIUM_ROWS);
    const gain = await this.#with({ mode: 'services', objects: 'folder', workers: 1 }, async (services) => {
      await warmUp(services, medium);
      this.say('services: the cache');
      return cacheGain(services, cacheRounds);
    });
    this.say('services: 1 worker against 2');
    const scaling = await workerScaling({ path: medium, jobs, rounds: jobRounds });
    return { ...trials, cacheGains: [...(trials.cacheGains ?? []), gain], workerScaling: scaling };
  }

  /** All of them in one process that has run in. */
  async #embeddedTrials(): Promise<Trials> {
    const { rounds, analyses, analysedRows, idleMs, rateSeconds, cacheRounds } = this.how;
    const [medium, large] = [await this.#file(MEDIUM_ROWS), await this.#file(LARGE_ROWS)];
    const analysed = await this.#file(analysedRows);
    return this.#with({ mode: 'embedded' }, async (deployment) => {
      const step = <T>(name: string, trial: () => Promise<T>): Promise<T> => {
        this.say(`embedded: ${name}`);
        return trial();
      };
      await warmUp(deployment, medium);
      return {
        wholeUpload: await step('whole uploads of 100,000 rows', () =>
          wholeUpload(deployment, medium, 3 * rounds),
        ),
        uploadAgainstCopy: await step('uploads against copies', () =>
          uploadAgainstCopy(deployment, large, rounds),
        ),
        cachedUnderLoad: await step('the dashboard during analyses', () =>
          cachedUnderLoad(deployment, { path: analysed, analyses, idleMs, rounds: 2 }),
        ),
        requestRates: await step('requests a second', () =>
          requestRates(deployment, { rounds: 3, seconds: rateSeconds }),
        ),
        cacheGains: [await step('the cache', () => cacheGain(deployment, cacheRounds))],
      };
    });
  }

  /** @param take given each load when it is over */
  async loads({ name, start, crowds }: DeploymentPlan, take: (load: LoadReport) => void): Promise<void> {
    return this.#with(start, async (deployment) => {
      const reportId = await warmUp(deployment, await this.#file(MEDIUM_ROWS));
      for (const { rows, users, uploads } of crowds) {
        this.say(`${name}: ${users} at once, ${rows.toLocaleString('en')} rows`);
        const result = await load(deployment, { users, uploads, path: await this.#file(rows), reportId });
        take({ deployment: name, rows, ...result });
      }
    });
  }

  async #with<T>(start: DeploymentPlan['start'], task: (deployment: Deployment) => Promise<T>): Promise<T> {
    const deployment = start.mode === 'embedded' ? await startEmbedded() : await Services.start(start);
    try {
      return await task(deployment);
    } catch (error) {
      for (const warning of deployment.warnings()) this.say(warning);
      throw error;
    } finally {
      await deployment.stop();
    }
  }

  async #file(rows: number): Promise<string> {
    const request: SampleRequest = { profile: 'plain', rows, dir: this.dir };
    const module = join(DIST, 'bench', 'writeSample.js');
    return (await runChild([module, JSON.stringify(request)])).stdout.trim();
  }
}
