import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Cases, Dashboard } from '../../docs/client/operations.js';
import { DIST } from '../../src/paths.js';
import { type Latency, latencyOf } from '../statistics.js';

export interface ProbeRequest {
  url: string;
  token: string;
  /** What is posted; a GET when it is missing. */
  operation?: { query: string; variables: Record<string, unknown> };
  /** Whether the lowest score asked for is another one each time. */
  variedScore?: boolean;
}

/** What those who look at reports notice; none where there was no report to look at. */
export interface Probed {
  /** The dashboard, kept by the service until a report comes. */
  cached: Latency;
  /** A page of 50 cases that nobody has asked for yet. */
  uncached: Latency | null;
  /** `/health/live`, which does nothing: what it takes longer than usually, the event loop was busy. */
  live: Latency;
}

/** Three who ask at the same time, each on a connection and in a thread of its own. */
export class Probes {
  private constructor(
    private readonly cached: Probe,
    private readonly uncached: Probe | null,
    private readonly live: Probe,
  ) {}

  /** @param reportId whose cases are asked for; null: nobody asks for cases */
  static begin(url: string, token: string, reportId: string | null): Probes {
    const graphql = { url: `${url}/graphql`, token };
    const cases = { query: Cases, variables: { reportId, first: 50 } };
    return new Probes(
      new Probe({ ...graphql, operation: { query: Dashboard, variables: {} } }),
      reportId === null ? null : new Probe({ ...graphql, operation: cases, variedScore: true }),
      new Probe({ url: `${url}/health/live`, token }),
    );
  }

  async end(): Promise<Probed> {
    const [cached, uncached, live] = await Promise.all([
      this.cached.end(),
      this.uncached?.end(),
      this.live.end(),
    ]);
    return {
      cached: latencyOf(cached),
      uncached: uncached === undefined ? null : latencyOf(uncached),
      live: latencyOf(live),
    };
  }
}

/** One who asks the same over and over. */
export class Probe {
  readonly #thread: Worker;
  readonly #times: Promise<number[]>;

  constructor(request: ProbeRequest) {
    this.#thread = new Worker(join(DIST, 'bench/service/probeThread.js'), { workerData: request });
    this.#times = once(this.#thread, 'message').then(([times]) => times);
    this.#times.catch(() => undefined);
  }

  /** Milliseconds of each answer. @throws Error when one was none */
  async end(): Promise<number[]> {
    this.#thread.postMessage('end');
    return this.#times;
  }
}
