import { collectDefaultMetrics, Registry } from 'prom-client';
import { jobMetrics } from './jobMetrics.js';
import { requestMetrics } from './requestMetrics.js';
import { type StoreReadings, storeMetrics } from './storeMetrics.js';
import { uploadMetrics } from './uploadMetrics.js';

/** What is counted of one process, and the page on which Prometheus reads it. */
export class Metrics {
  readonly #registry = new Registry();
  /** Told by the jobs: stages, files read, attempts; and by the store: jobs that have ended. */
  readonly jobs = jobMetrics(this.#registry);
  /** Told of uploads that were kept. */
  readonly uploads = uploadMetrics(this.#registry);
  /** Told of answers, operations, websockets and subscriptions. */
  readonly requests = requestMetrics(this.#registry);
  /** Told by the cache. */
  readonly cache: ReturnType<typeof storeMetrics>['cache'];
  readonly #read: ReturnType<typeof storeMetrics>['readFrom'];

  constructor() {
    const { cache, readFrom } = storeMetrics(this.#registry);
    this.cache = cache;
    this.#read = readFrom;
    // Of Node itself: memory, garbage collection, the delay of the event loop.
    collectDefaultMetrics({ register: this.#registry });
  }

  /** What is read at each scrape, once the store is open. */
  readFrom(store: StoreReadings): void {
    this.#read(store);
  }

  /** The page, in the text format of Prometheus. */
  async page(): Promise<{ type: string; text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
