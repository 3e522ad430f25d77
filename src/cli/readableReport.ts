import type { Artifact, Kpis, ReportSummary } from '../domain/report.js';
import type { CaseLine } from '../reports/firstCases.js';
import { PLANS_FOLDER } from '../reports/names.js';
import { bytes, count, printable, table } from './format.js';

export interface ReadableReport {
  fileName: string;
  outDir: string;
  summary: ReportSummary;
  firstCases: CaseLine[];
  artifacts: Artifact[];
  /** How long it all took. */
  seconds: number;
}

const SHOWN_SQUADS = 5;
const SHOWN_VALUES = 10;

/** A report as people read it on a terminal. Parts without anything to say are left out. */
export function readableReport(report: ReadableReport): string {
  const { summary } = report;
  return [
    title(report),
    section('Cases', kpisTable(summary.kpis)),
    section('Squads with most to act on, by score', squadsTable(summary)),
    section('Cases to act on first', casesTable(report.firstCases)),
    section(`Refused rows: ${count(summary.invalidRows.total)}`, refusedTable(summary)),
    section('Values that the rules do not know', unknownTable(summary)),
    section('Warnings', table(summary.warnings.map(({ code, message }) => [code, printable(message, 100)]))),
    section(`Written to ${report.outDir}`, artefactsTable(report.artifacts)),
  ].join('');
}

function section(heading: string, body: string): string {
  return body === '' ? '' : `\n${heading}\n${body}`;
}

function title({ fileName, summary: { input, period }, seconds }: ReadableReport): string {
  const dates = period.start === null ? 'no events' : `${period.start} to ${period.end}`;
  return (
    `${printable(fileName, 100)}: ${count(input.rows)} rows, ${bytes(input.bytes)}, ${dates}, ` +
    `in ${seconds.toFixed(1)} s\n`
  );
}

/** A line per artefact, and one for all plans. */
function artefactsTable(artifacts: Artifact[]): string {
  const plans = artifacts.filter(({ kind }) => kind === 'ACTION_PLAN_CSV');
  const others = artifacts
    .filter(({ kind }) => kind !== 'ACTION_PLAN_CSV')
    .map(({ name, bytes: size }) => [name, bytes(size)]);
  if (plans.length === 0) return table(others);
  const size = bytes(plans.reduce((sum, one) => sum + one.bytes, 0));
  return table([
    ...others,
    [
      PLANS_FOLDER,
      `${size} in ${count(plans.length)} ${plans.length === 1 ? 'file' : 'files, one per squad'}`,
    ],
  ]);
}

function kpisTable(kpis: Kpis): string {
  const lines = table([
    ['', 'cases', 'alerts'],
    ['all', kpis.totalCases, kpis.totalAlerts],
    ['to act on', kpis.actionableCases, kpis.actionableAlerts],
    ['remediated', kpis.remediatedCases, kpis.remediatedAlerts],
    ['unstable', kpis.unstableCases, kpis.unstableAlerts],
    ['attention', kpis.attentionCases, kpis.attentionAlerts],
  ]);
  return `${lines}  automation success rate ${kpis.automationSuccessRate.toFixed(1)} %\n`;
}

function squadsTable({ top }: ReportSummary): string {
  const squads = top.squads.slice(0, SHOWN_SQUADS);
  return table(
    squads.map(({ name, cases, score }) => [
      printable(name, 40),
      `score ${score.toFixed(1)}`,
      `${count(cases)} ${cases === 1 ? 'case' : 'cases'}`,
    ]),
  );
}

function casesTable(cases: CaseLine[]): string {
  return table(
    cases.map(({ score, action, assignmentGroup, shortDescription, node }) => [
      score.toFixed(1),
      action,
      printable(assignmentGroup, 24),
      printable(shortDescription, 40),
      printable(node, 24),
    ]),
  );
}

function refusedTable({ invalidRows }: ReportSummary): string {
  return table(Object.entries(invalidRows.byReason));
}

function unknownTable({ unknownValues }: ReportSummary): string {
  const shown = unknownValues.slice(0, SHOWN_VALUES);
  const rest = unknownValues.length - shown.length;
  const lines = table(shown.map(({ column, value, rows }) => [column, `"${printable(value, 40)}"`, rows]));
  return rest > 0 ? `${lines}  and ${count(rest)} more\n` : lines;
}
