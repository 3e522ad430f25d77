import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/paths.js';

const GOLDEN = join(PROJECT_ROOT, 'test/golden');

/** Two periods, and what an independent implementation says of them. */
export interface Pair {
  previous: Buffer;
  current: Buffer;
  options: Record<string, string>;
  trend: Record<string, unknown>;
}

export const PAIRS = readdirSync(GOLDEN)
  .filter((folder) => /^p\d/.test(folder))
  .sort();

export function pair(folder: string): Pair {
  const read = (name: string) => readFileSync(join(GOLDEN, folder, name));
  const { options } = JSON.parse(read('previous.json').toString());
  return {
    previous: read('previous.csv'),
    current: read('current.csv'),
    options,
    trend: JSON.parse(read('trend.json').toString()),
  };
}

export const TREND_FIELDS = `
  verdict
  kpis {
    previousCases currentCases resolvedCases newCases persistentCases previousAlerts currentAlerts resolvedAlerts
    newAlerts persistentAlerts persistentAlertsBefore resolutionRate regressionRate
  }
  newProblems { ...row } resolvedProblems { ...row } persistentProblems { ...row } persistentSquads { ...row }
  squads { ...row }`;
export const ROW = 'fragment row on TrendRow { name cases alertsBefore alertsNow change }';

const HEADER =
  'assignment_group;short_description;node;cmdb_ci.sys_class_name;cmdb_ci;source;metric_name;sys_created_on;number;severity;sn_priority_group;tasks_status;has_remediation_task';

/** A file of alerts that fail, one per node, all at one time. */
export function failing(time: string, ...nodes: string[]): string {
  const rows = nodes.map(
    (node) =>
      `SQUAD;disk full;${node};Server;ci;src;metric;${time};N${node};critico;Urgente;Canceled;REM_NOT_OK`,
  );
  return `${[HEADER, ...rows].join('\n')}\n`;
}

/** The same with so many nodes that each stage of its analysis lasts. */
export function failingOften(time: string, nodes = 150_000): string {
  const [header, row] = failing(time, 'NODE').split('\n');
  const rows = Array.from({ length: nodes }, (_, i) => row.replaceAll('NODE', `node-${i}`));
  return `${[header, ...rows].join('\n')}\n`;
}
