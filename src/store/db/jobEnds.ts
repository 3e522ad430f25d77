import type { Transaction } from 'sequelize';
import type { JobEndObserver, JobKind, JobStatus } from '../types.js';

/** Tells of the ends of jobs; not of those that are rolled back. A commit whose answer got lost counts as one. */
export class JobEnds {
  constructor(private readonly observer?: JobEndObserver) {}

  /** @param transaction told when it is committed; without one, now */
  tell(kind: JobKind, status: JobStatus, jobs: number, transaction?: Transaction): void {
    if (jobs === 0) return;
    const told = () => this.observer?.ended(kind, status, jobs);
    if (transaction) transaction.afterCommit(told);
    else told();
  }
}
