import { Counter, Histogram, type Registry } from 'prom-client';

/** Seconds. */
const ACCEPTANCE_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Files that were sent to this process and kept. */
export function uploadMetrics(registry: Registry) {
  const registers = [registry];
  const labelNames = ['way'];
  const bytes = new Counter({
    name: 'smartremedy_upload_bytes_total',
    help: 'Bytes of the files that were taken in, by the way they came: put or multipart.',
    labelNames,
    registers,
  });
  const acceptance = new Histogram({
    name: 'smartremedy_upload_acceptance_seconds',
    help: 'From the last byte of an upload to its answer.',
    labelNames,
    buckets: ACCEPTANCE_BUCKETS,
    registers,
  });

  return {
    accepted(way: string, size: number, ms: number): void {
      bytes.inc({ way }, size);
      acceptance.observe({ way }, ms / 1000);
    },
  };
}
