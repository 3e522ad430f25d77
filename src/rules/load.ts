import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleSetRef } from '../domain/report.js';
import type { RuleSet } from '../domain/ruleSet.js';
import { CodedError } from '../errors.js';
import { PROJECT_ROOT } from '../paths.js';
import { canonicalJson } from './canonicalJson.js';
import { ruleSetSchema } from './schema.js';

/** The rule set that judges when no other is asked for. */
export const DEFAULT_RULE_SET = 'v1';

export interface LoadedRuleSet {
  rules: RuleSet;
  ref: RuleSetRef;
}

const FOLDER = join(PROJECT_ROOT, 'schema', 'rules');
const loaded = new Map<string, LoadedRuleSet>();

/**
 * A shipped rule set with its hash; read and checked once.
 * @throws CodedError NOT_FOUND for an id without a rule set, BAD_CONFIGURATION for one that is not valid
 */
export function loadRuleSet(id: string): LoadedRuleSet {
  let ruleSet = loaded.get(id);
  if (ruleSet === undefined) {
    ruleSet = parseRuleSet(readRuleSet(id));
    loaded.set(id, ruleSet);
  }
  return ruleSet;
}

/**
 * Checks the JSON text of a rule set and takes its hash: SHA-256 of the canonical JSON of its rules, so that
 * neither layout nor `$schema` matter.
 * @throws CodedError BAD_CONFIGURATION that names what is wrong
 */
export function parseRuleSet(json: string): LoadedRuleSet {
  const { $schema: _, ...rules } = check(json);
  const hash = createHash('sha256').update(canonicalJson(rules)).digest('hex');
  return { rules, ref: { id: rules.id, hash } };
}

function check(json: string) {
  const result = ruleSetSchema.safeParse(parseJson(json));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'all'}: ${message}`);
  throw new CodedError('BAD_CONFIGURATION', `The rule set is not valid. ${problems.join('; ')}`);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new CodedError('BAD_CONFIGURATION', 'The rule set is not JSON.', error);
  }
}

function readRuleSet(id: string): string {
  // An id is never a path.
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) throw unknown(id);
  try {
    return readFileSync(join(FOLDER, `${id}.json`), 'utf8');
  } catch (error) {
    throw unknown(id, error);
  }
}

function unknown(id: string, cause?: unknown): CodedError {
  return new CodedError('NOT_FOUND', `There is no rule set "${id}".`, cause);
}
