import { createHash } from 'node:crypto';
import { canonicalJson } from '../rules/canonicalJson.js';
import { loadRuleSet } from '../rules/load.js';
import type { JobOptions } from '../store/types.js';
import type { AnalysisParts } from './analysis.js';

/**
 * The same for analyses that give the same report: of the same bytes, with the same options, under the same rules,
 * by a service of the same settings. Threads and blocks do not count, and neither does the name of the file.
 *
 * @param sha256 of the bytes as uploaded
 */
export function contentKeyOf(
  sha256: string,
  { compareWithPrevious = true, ...options }: JobOptions,
  { limits, utcOffsetMinutes, ruleSetId }: AnalysisParts['settings'],
): string {
  const ruleSet = loadRuleSet(ruleSetId).ref;
  const content = { sha256, options: { ...options, compareWithPrevious }, ruleSet, limits, utcOffsetMinutes };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
