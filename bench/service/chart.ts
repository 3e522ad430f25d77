import { barChart } from '../report/chart.js';
import { describeSurroundings } from '../report/engineReport.js';
import type { ServiceReport } from './report.js';

/** Bars as long as the bytes that a deployment turns into reports in a second: one bar per load. */
export function loadChart(report: ServiceReport): string {
  const bars = report.loads.map(({ deployment, rows, users, megabytesPerSecond, reportsPerSecond }) => ({
    label: `${deployment}: ${users} × ${rows.toLocaleString('en')} rows`,
    value: megabytesPerSecond,
    text: `${megabytesPerSecond.toFixed(0)} MB/s · ${reportsPerSecond.toFixed(1)} reports/s`,
    kind: deployment === 'embedded' ? ('ours' as const) : ('rival' as const),
  }));
  return barChart('Uploads at once: bytes made into reports in a second', describeSurroundings(report), bars);
}
