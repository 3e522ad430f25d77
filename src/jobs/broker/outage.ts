import type { JobLog } from '../types.js';

/** Says in the log that something is down, and that it is back: once each, however many notice. */
export class Outage {
  private isDown = false;

  constructor(
    /** As in `Redis of the queue`. */
    private readonly what: string,
    private readonly log: JobLog,
  ) {}

  begin(err: Error): void {
    if (!this.isDown) this.log.warn({ err }, `${this.what} does not answer; it is tried again until it does`);
    this.isDown = true;
  }

  end(): void {
    if (this.isDown) this.log.info({}, `${this.what} answers again`);
    this.isDown = false;
  }

  /** What else can go wrong; silent while all of it is the outage. */
  sayFailed(err: Error): void {
    if (!this.isDown) this.log.warn({ err }, `${this.what} failed`);
  }
}
