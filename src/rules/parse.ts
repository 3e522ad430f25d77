import { createHash } from 'node:crypto';
import { CodedError } from '../errors.js';
import { canonicalJson } from './canonicalJson.js';
import type { LoadedRuleSet } from './load.js';
import { ruleSetSchema } from './schema.js';

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
