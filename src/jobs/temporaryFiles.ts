import { mkdir, rm } from 'node:fs/promises';
import { removeAged } from '../store/objects/agedFiles.js';
import type { ObjectStore } from '../store/types.js';
import { ORPHAN_AGE_MS } from './housekeeping.js';
import type { JobLog } from './types.js';

const SWEEP_EVERY_MS = 3600 * 1000;

/**
 * Removes, every hour, what this process has begun to write and has long given up: the start of the next one would
 * find it, too, but may be far away. Each process looks after its own folders.
 */
export class TemporaryFiles {
  private readonly timer: NodeJS.Timeout;
  private sweeping: Promise<void> = Promise.resolve();

  private constructor(
    private readonly tmpDir: string,
    private readonly objects: ObjectStore,
    private readonly log: JobLog,
  ) {
    this.timer = setInterval(() => {
      this.sweeping = this.sweep().catch((error) =>
        this.log.error({ err: error }, 'temporary files could not be removed; tried again later'),
      );
    }, SWEEP_EVERY_MS);
    this.timer.unref();
  }

  /** Begins with an empty folder: this process has put nothing there yet. */
  static async begin(tmpDir: string, objects: ObjectStore, log: JobLog): Promise<TemporaryFiles> {
    await rm(tmpDir, { recursive: true, force: true });
    await mkdir(tmpDir, { recursive: true, mode: 0o700 });
    return new TemporaryFiles(tmpDir, objects, log);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    const unfinished = await this.objects.removeUnfinished(ORPHAN_AGE_MS);
    const temporary = (await removeAged(this.tmpDir, ORPHAN_AGE_MS)).length;
    if (unfinished + temporary > 0)
      this.log.info({ unfinished, temporary }, 'removed temporary files that were left');
  }
}
