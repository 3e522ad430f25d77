import { parse } from 'yaml';
import { fileOf } from './documents.js';

export interface Target {
  refId: string;
  expr: string;
  legendFormat: string;
  datasource: { type: string; uid: string };
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { type: string; uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  fieldConfig?: { defaults: { unit?: string } };
  options?: { yAxis?: { unit?: string } };
}

export interface Dashboard {
  uid: string;
  title: string;
  panels: Panel[];
  templating: { list: { name: string; query: { query: string }; datasource: { uid: string } }[] };
}

export const dashboard = (): Dashboard => JSON.parse(fileOf('deploy/grafana/smartremedy.json'));

/** The panels that show something; the others are the headings of rows. */
export const drawnPanels = (): Panel[] => dashboard().panels.filter(({ type }) => type !== 'row');

export interface Alert {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; description?: string };
}

export const alerts = (): Alert[] =>
  parse(fileOf('deploy/prometheus/alerts.yml')).groups.flatMap(({ rules }: { rules: Alert[] }) => rules);
