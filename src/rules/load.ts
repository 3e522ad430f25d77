import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleSetRef } from '../domain/report.js';
import type { RuleSet } from '../domain/ruleSet.js';
import { CodedError } from '../errors.js';
import { DIST } from '../paths.js';

/** The rule set that judges when no other is asked for. */
export const DEFAULT_RULE_SET = 'v1';

export interface LoadedRuleSet {
  rules: RuleSet;
  ref: RuleSetRef;
}

/** Where the build puts the shipped rule sets, checked and with their hashes (checkShipped.ts). */
export const CHECKED_FOLDER = join(DIST, 'rules');
const loaded = new Map<string, LoadedRuleSet>();

/**
 * A shipped rule set with its hash; read once. The build has checked it: every thread of the engine loads it, and the
 * library that checks takes longer to load than a file of 100,000 rows to analyse.
 * @throws CodedError NOT_FOUND for an id without a rule set
 */
export function loadRuleSet(id: string): LoadedRuleSet {
  let ruleSet = loaded.get(id);
  if (ruleSet === undefined) {
    ruleSet = JSON.parse(readRuleSet(id)) as LoadedRuleSet;
    loaded.set(id, ruleSet);
  }
  return ruleSet;
}

function readRuleSet(id: string): string {
  // An id is never a path.
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) throw unknown(id);
  try {
    return readFileSync(join(CHECKED_FOLDER, `${id}.json`), 'utf8');
  } catch (error) {
    throw unknown(id, error);
  }
}

function unknown(id: string, cause?: unknown): CodedError {
  return new CodedError('NOT_FOUND', `There is no rule set "${id}".`, cause);
}
