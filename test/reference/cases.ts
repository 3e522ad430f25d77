import { createHash } from 'node:crypto';
import type { Alert, CaseFacts } from './types.js';
import { riskOf } from './weights.js';
import { compareCodePoints } from './words.js';

/** Groups rows by their key, in file order, and tells what each group says; cases in key order. */
export function gatherCases(rows: { key: string[]; alert: Alert }[]): CaseFacts[] {
  const groups = new Map<string, { key: string[]; alerts: Alert[] }>();
  for (const { key, alert } of rows) {
    const name = JSON.stringify(key);
    const group = groups.get(name) ?? { key, alerts: [] };
    groups.set(name, group);
    group.alerts.push(alert);
  }
  return [...groups.values()]
    .map(({ key, alerts }) => caseOf(key, alerts))
    .sort((one, other) => compareKeys(one.fields, other.fields));
}

/** Column by column, in code-point order. */
export function compareKeys(one: string[], other: string[]): number {
  const differing = one.findIndex((field, index) => field !== other[index]);
  return differing === -1 ? 0 : compareCodePoints(one[differing], other[differing]);
}

function caseOf(fields: string[], alerts: Alert[]): CaseFacts {
  // The sort is stable: rows of equal time stay in file order.
  const oldestFirst = alerts.toSorted((one, other) => compareTimes(one.time, other.time));
  return {
    key: digestOf(fields),
    fields,
    firstEvent: oldestFirst[0].time,
    lastEvent: oldestFirst[oldestFirst.length - 1].time,
    alertNumbers: [...new Set(alerts.map(({ number }) => number))].sort(compareCodePoints),
    statusChronology: oldestFirst.map(({ status }) => status),
    lastTaskStatus: lastStatus(alerts),
    risk: alerts.map(riskOf).reduce((highest, risk) => Math.max(highest, risk)),
  };
}

export function compareTimes(one: bigint, other: bigint): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The newest that is not blank; of equal times the one that comes first in the file. */
function lastStatus(alerts: Alert[]): string | null {
  let newest: Alert | null = null;
  for (const alert of alerts) {
    if (alert.status !== null && (newest === null || alert.time > newest.time)) newest = alert;
  }
  return newest?.status ?? null;
}

/** The first 128 bits of SHA-256 over each field's bytes, after their count as a 32-bit little-endian number. */
function digestOf(fields: string[]): string {
  const hash = createHash('sha256');
  for (const field of fields) {
    const bytes = Buffer.from(field, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest('hex').slice(0, 32);
}
