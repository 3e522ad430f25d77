import { compareCodePoints } from './text.js';
import type { TrendRow } from './trendTypes.js';

type Amounts = Pick<TrendRow, 'cases' | 'alertsBefore' | 'alertsNow'>;

/** Adds cases and alerts up per name. */
export class TrendTable {
  readonly #rows = new Map<string, Amounts>();
  readonly totals: Amounts = { cases: 0, alertsBefore: 0, alertsNow: 0 };

  add(name: string, amounts: Partial<Amounts>): void {
    let row = this.#rows.get(name);
    if (row === undefined) {
      row = { cases: 0, alertsBefore: 0, alertsNow: 0 };
      this.#rows.set(name, row);
    }
    addTo(row, amounts);
    addTo(this.totals, amounts);
  }

  /** The rows by name, in code-point order. */
  rows(): TrendRow[] {
    return [...this.#rows]
      .map(([name, row]) => ({ name, ...row, change: row.alertsNow - row.alertsBefore }))
      .sort((a, b) => compareCodePoints(a.name, b.name));
  }
}

function addTo(row: Amounts, { cases = 0, alertsBefore = 0, alertsNow = 0 }: Partial<Amounts>): void {
  row.cases += cases;
  row.alertsBefore += alertsBefore;
  row.alertsNow += alertsNow;
}
