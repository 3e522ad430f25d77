import { Engine, type EngineOptions } from '../engine/node/engine.js';
import type { AnalysisEngine } from '../jobs/types.js';

/** An engine whose threads begin with the first task: for a process that seldom has one. */
export class LateEngine implements AnalysisEngine {
  #begun: Engine | null = null;

  constructor(private readonly options: EngineOptions) {}

  scanInPlace: AnalysisEngine['scanInPlace'] = (request, hooks) => this.#engine.scanInPlace(request, hooks);
  run: AnalysisEngine['run'] = (name, task) => this.#engine.run(name, task);

  async close(): Promise<void> {
    await this.#begun?.close();
  }

  get #engine(): Engine {
    this.#begun ??= new Engine(this.options);
    return this.#begun;
  }
}
