import type { AnalysisEngine } from '../../src/jobs/types.js';

/** A real engine, held at the scan until it is let go, or until the attempt stops. */
export class HeldEngine implements AnalysisEngine {
  private letGo!: () => void;
  private readonly released = new Promise<void>((resolve) => {
    this.letGo = resolve;
  });
  scans = 0;

  constructor(private readonly engine: AnalysisEngine) {}

  release(): void {
    this.letGo();
  }

  scanInPlace: AnalysisEngine['scanInPlace'] = async (request, hooks) => {
    this.scans++;
    await Promise.race([
      this.released,
      new Promise<unknown>((resolve) => {
        hooks.signal?.addEventListener('abort', resolve, { once: true });
        if (hooks.signal?.aborted) resolve(null);
      }),
    ]);
    return this.engine.scanInPlace(request, hooks);
  };

  run: AnalysisEngine['run'] = (name, task) => this.engine.run(name, task);
}
