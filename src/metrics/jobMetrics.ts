import { Counter, Histogram, type Registry } from 'prom-client';

/** Seconds: a small artefact takes a millisecond, the scan of a huge file minutes. */
const STAGE_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Jobs of this process: what it works on, and what it ends. */
export function jobMetrics(registry: Registry) {
  const registers = [registry];
  const stages = new Histogram({
    name: 'smartremedy_stage_seconds',
    help: 'What each stage of an analysis or a comparison took; artefacts by the names of their files.',
    labelNames: ['stage'],
    buckets: STAGE_BUCKETS,
    registers,
  });
  const bytes = new Counter({
    name: 'smartremedy_analysed_bytes_total',
    help: 'Bytes of the files that were analysed or compared.',
    registers,
  });
  const rows = new Counter({
    name: 'smartremedy_analysed_rows_total',
    help: 'Rows of the files that were analysed or compared, refused ones among them.',
    registers,
  });
  const refusedRows = new Counter({
    name: 'smartremedy_refused_rows_total',
    help: 'Rows of these files that were refused.',
    registers,
  });
  const ended = new Counter({
    name: 'smartremedy_jobs_ended_total',
    help: 'Jobs that this process has ended, and how.',
    labelNames: ['kind', 'status'],
    registers,
  });
  const attempts = new Counter({
    name: 'smartremedy_attempts_total',
    help: 'Attempts at jobs that have ended, and how; those of dead processes are told as lost by who finds them.',
    labelNames: ['outcome'],
    registers,
  });

  return {
    stageTook: (stage: string, ms: number): void => stages.observe({ stage }, ms / 1000),
    fileRead(file: { bytes: number; rows: number; refusedRows: number }): void {
      bytes.inc(file.bytes);
      rows.inc(file.rows);
      refusedRows.inc(file.refusedRows);
    },
    attemptEnded: (outcome: string): void => attempts.inc({ outcome }),
    ended: (kind: string, status: string, jobs: number): void => ended.inc({ kind, status }, jobs),
  };
}
