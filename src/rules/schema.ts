import { z } from 'zod';
import { ACTION_GROUPS, SUGGESTED_ACTIONS, type SuggestedAction } from '../domain/report.js';
import type { RuleSet } from '../domain/ruleSet.js';

const weight = z.number().min(0).describe('A weight; never negative, so that scores are not.');
const factor = z.number().positive().describe('A factor of the score.');
const word = z.string().min(1).describe('Compared exactly, untrimmed.');

function weightsOf(words: z.ZodString) {
  return z
    .strictObject({
      weights: z.record(words, weight).describe('Weight per word.'),
      otherwise: weight.describe('Weight of every other value, blanks included.'),
    })
    .describe('Weights of words.');
}

const foldedWord = z
  .string()
  .regex(/^[\x20-\x40\x5b-\x7e]+$/)
  .describe('ASCII without capitals: what is left of a severity once it is folded.');

function perAction<Value extends z.ZodType>(value: Value) {
  const entries = SUGGESTED_ACTIONS.map((action) => [action, value]);
  return z.strictObject(Object.fromEntries(entries) as Record<SuggestedAction, Value>);
}

/** The shape of a rule set, from which schema/rules/rule-set.schema.json is made. */
export const ruleSetSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where editors find this schema.'),
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/)
      .describe('Name of the rule set and of its file; a set that has been used is never changed.'),
    severity: weightsOf(foldedWord).describe('Risk of a severity, folded: lower case, NFKD, ASCII only.'),
    priority: weightsOf(word).describe('Risk of a priority group.'),
    statuses: z
      .strictObject({
        success: word.describe('Full success.'),
        partial: word.describe('Partial success; positive, too.'),
        notCollected: word.describe('No status was collected: neither success nor failure.'),
        noTaskFound: word.describe('No remediation task was found.'),
      })
      .describe('The statuses that decide on the action; all others are failures.'),
    blankStatus: z
      .enum(['failure', 'neutral'])
      .describe('Whether a blank entry of the chronology counts as a failure.'),
    chronicInstability: z
      .strictObject({
        successes: z.int().min(1).describe('Entries of full success, at least.'),
        windowSeconds: z.int().min(0).describe('From the first event to the last, at most, inclusive.'),
      })
      .describe('When success after success is a sign of a cause that remains.'),
    groups: perAction(z.enum(ACTION_GROUPS)).describe('The list to which the cases of an action belong.'),
    score: z
      .strictObject({
        action: perAction(factor).describe('Factor of each action.'),
        inefficiency: z
          .strictObject({
            weights: z.record(word, factor).describe('Factor per status; the worst of a case counts.'),
            otherwise: factor.describe('Factor of every other status.'),
          })
          .describe('Factors of the statuses.'),
        volume: z
          .strictObject({ base: weight, logWeight: weight })
          .describe('base + logWeight × ln(alerts), of at least one alert.'),
      })
      .describe('risk × action × inefficiency × volume, in this order.'),
    verdict: z
      .strictObject({
        unstableNewPerResolved: weight.describe('More new cases per resolved one than this are unstable.'),
      })
      .describe('How two periods are compared.'),
  })
  .describe(
    'A rule set of SmartRemedy: every number and word by which cases are judged.',
  ) satisfies z.ZodType<RuleSet>;

/** JSON Schema (draft 2020-12) of a rule set. */
export function ruleSetJsonSchema(): object {
  return z.toJSONSchema(ruleSetSchema);
}
