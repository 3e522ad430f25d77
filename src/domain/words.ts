import type { Dictionary, Facts } from './facts.js';
import type { RuleSet, WeightTable } from './ruleSet.js';
import { codeOf, dictionarySize, textAt } from './text.js';

/** What a status says, as bits, so that a chronology is judged by one OR over its entries. */
export const SUCCESS = 1;
export const PARTIAL = 2;
export const NOT_COLLECTED = 4;
export const NO_TASK_FOUND = 8;
export const FAILURE = 16;
/** A status as one number: its bits, and above them the rank of its inefficiency. */
export const FLAG_BITS = 8;

/** Per code of a dictionary what the rule set says of its word; the code is the index. */
export interface WordTables {
  statusFlags: Uint8Array;
  /** The same bits with the rank, so that a walk over a chronology looks a status up once. */
  statusReading: Int32Array;
  /** Inefficiency by rank, ascending; the first is 0, what a case begins with. */
  inefficiencies: Float64Array;
  severityWeight: Float64Array;
  priorityWeight: Float64Array;
  /** 1 where a table of the rule set has the word, and for the blank. */
  knownStatus: Uint8Array;
  knownSeverity: Uint8Array;
  knownPriority: Uint8Array;
}

/** Severities are compared in lower case, decomposed, without what is not ASCII; blanks at the ends stay. */
export function foldSeverity(value: string): string {
  return (
    value
      .toLowerCase()
      .normalize('NFKD')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins at U+0000
      .replace(/[^\x00-\x7f]/g, '')
  );
}

/** Looks the words of a rule set up in the dictionaries of a file, once per file instead of once per row. */
export function wordTables(facts: Facts, rules: RuleSet): WordTables {
  const severity = foldedWeights(facts.severities, rules.severity);
  const priority = exactWeights(facts.priorities, rules.priority);
  const inefficiency = exactWeights(facts.statuses, rules.score.inefficiency);
  const statusFlags = flagsOfStatuses(facts.statuses, rules);
  return {
    statusFlags,
    ...ranked(inefficiency.weight, statusFlags),
    severityWeight: severity.weight,
    priorityWeight: priority.weight,
    knownStatus: knownStatuses(facts.statuses, rules, inefficiency.known),
    knownSeverity: severity.known,
    knownPriority: priority.known,
  };
}

function flagsOfStatuses(statuses: Dictionary, rules: RuleSet): Uint8Array {
  const flags = new Uint8Array(dictionarySize(statuses)).fill(FAILURE);
  flags[0] = rules.blankStatus === 'failure' ? FAILURE : 0;
  const { success, partial, notCollected, noTaskFound } = rules.statuses;
  mark(flags, codeOf(statuses, success), SUCCESS);
  mark(flags, codeOf(statuses, partial), PARTIAL);
  mark(flags, codeOf(statuses, notCollected), NOT_COLLECTED);
  mark(flags, codeOf(statuses, noTaskFound), NO_TASK_FOUND | FAILURE);
  return flags;
}

function ranked(
  weight: Float64Array,
  flags: Uint8Array,
): Pick<WordTables, 'statusReading' | 'inefficiencies'> {
  const inefficiencies = Float64Array.from(new Set([0, ...weight.filter((value) => value > 0)])).sort();
  const rankOf = new Map(Array.from(inefficiencies, (value, rank) => [value, rank]));
  const statusReading = Int32Array.from(
    weight,
    (value, code) => ((rankOf.get(value) ?? 0) << FLAG_BITS) | flags[code],
  );
  return { statusReading, inefficiencies };
}

function knownStatuses(statuses: Dictionary, rules: RuleSet, withInefficiency: Uint8Array): Uint8Array {
  const known = withInefficiency.slice();
  for (const word of Object.values(rules.statuses)) mark(known, codeOf(statuses, word), 1);
  return known;
}

interface Weights {
  weight: Float64Array;
  known: Uint8Array;
}

function exactWeights(dictionary: Dictionary, table: WeightTable): Weights {
  const weights = unknownWords(dictionary, table);
  for (const [word, value] of Object.entries(table.weights)) {
    const code = codeOf(dictionary, word);
    mark(weights.weight, code, value);
    mark(weights.known, code, 1);
  }
  return weights;
}

function foldedWeights(dictionary: Dictionary, table: WeightTable): Weights {
  const weights = unknownWords(dictionary, table);
  const byWord = new Map(Object.entries(table.weights));
  for (let code = 1; code < weights.weight.length; code++) {
    const value = byWord.get(foldSeverity(textAt(dictionary.texts, code)));
    if (value === undefined) continue;
    weights.weight[code] = value;
    weights.known[code] = 1;
  }
  return weights;
}

function unknownWords(dictionary: Dictionary, table: WeightTable): Weights {
  const size = dictionarySize(dictionary);
  const known = new Uint8Array(size);
  known[0] = 1;
  return { weight: new Float64Array(size).fill(table.otherwise), known };
}

function mark(column: Uint8Array | Float64Array, code: number, value: number): void {
  if (code >= 0) column[code] = value;
}
