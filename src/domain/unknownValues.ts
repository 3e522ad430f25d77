import type { Dictionary, Facts } from './facts.js';
import type { UnknownValue } from './report.js';
import { textAt } from './text.js';
import type { WordTables } from './words.js';

/**
 * Values of severity, sn_priority_group and tasks_status that no table of the rule set knows, with their valid
 * rows: rows descending, then column and value. Values as written; blanks are not among them.
 */
export function unknownValues(facts: Facts, words: WordTables): UnknownValue[] {
  // Columns in alphabetical order, values in code-point order as dictionaries are: a stable sort does the rest.
  return [
    ...unknownOf('severity', facts.severities, words.knownSeverity),
    ...unknownOf('sn_priority_group', facts.priorities, words.knownPriority),
    ...unknownOf('tasks_status', facts.statuses, words.knownStatus),
  ].sort((a, b) => b.rows - a.rows);
}

function* unknownOf(column: string, { texts, rows }: Dictionary, known: Uint8Array): Generator<UnknownValue> {
  for (let code = 1; code < known.length; code++) {
    if (known[code] === 0 && rows[code] > 0) yield { column, value: textAt(texts, code), rows: rows[code] };
  }
}
