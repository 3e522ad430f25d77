import { readFileSync } from 'node:fs';
import type { Case } from '../../src/domain/case.js';
import type { ReportSummary } from '../../src/domain/report.js';
import { type Answer, noCases, noInvalidRows } from '../answer.js';

/** Prints what the cases of a written summary.json add up to: the answer of the whole command line. */
const report = JSON.parse(readFileSync(process.argv[2], 'utf8')) as ReportSummary & { cases: Case[] };
const casesPerAction = noCases();
let alerts = 0;
let chronologyEntries = 0;
let scoreSum = 0;
for (const one of report.cases) {
  casesPerAction[one.action]++;
  alerts += one.alertNumbers.length;
  chronologyEntries += one.statusChronology.length;
  scoreSum += one.score;
}
const answer: Answer = {
  cases: report.cases.length,
  alerts,
  chronologyEntries,
  scoreSum,
  casesPerAction,
  invalidRows: { ...noInvalidRows(), ...report.invalidRows.byReason },
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
