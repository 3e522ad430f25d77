import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldSeverity } from '../../src/domain/words.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { canonicalJson } from '../../src/rules/canonicalJson.js';
import { DEFAULT_RULE_SET, loadRuleSet } from '../../src/rules/load.js';
import { parseRuleSet } from '../../src/rules/parse.js';
import { ruleSetJsonSchema } from '../../src/rules/schema.js';

const FOLDER = join(PROJECT_ROOT, 'schema', 'rules');
const text = readFileSync(join(FOLDER, 'v1.json'), 'utf8');

/** v1 with one member, named by a path with dots, replaced. */
function v1With(path: string, value: unknown): string {
  const rules = JSON.parse(text);
  const names = path.split('.');
  const last = names.pop() as string;
  names.reduce((object, name) => object[name], rules)[last] = value;
  return JSON.stringify(rules);
}

describe('the rule set v1', () => {
  it('is found by its id, and is the one that judges', () => {
    const { rules, ref } = loadRuleSet(DEFAULT_RULE_SET);
    expect(ref.id).toBe('v1');
    expect(rules.chronicInstability).toEqual({ successes: 5, windowSeconds: 7_200 });
    expect(loadRuleSet('v1')).toBe(loadRuleSet('v1'));
  });

  it('is loaded as the build has checked it', () => {
    expect(loadRuleSet('v1')).toEqual(parseRuleSet(text));
  });

  it('never changes, because reports name it by this hash', () => {
    expect(loadRuleSet('v1').ref.hash).toBe(
      'deb1474b5910130e8e8460db2463dd14f7b1c6d43cbeb42cbae0fc9ff45f5288',
    );
  });

  it('names severities as they are once folded', () => {
    const words = Object.keys(loadRuleSet('v1').rules.severity.weights);
    expect(words.map(foldSeverity)).toEqual(words);
  });

  it('has a JSON Schema that says what the check says (npx vitest run test/rules -u writes it)', async () => {
    await expect(`${JSON.stringify(ruleSetJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      join(FOLDER, 'rule-set.schema.json'),
    );
  });
});

describe('the hash of a rule set', () => {
  const { hash } = parseRuleSet(text).ref;

  it('does not depend on layout, order of names or $schema', () => {
    const { $schema: _, id, ...rest } = JSON.parse(text);
    expect(parseRuleSet(JSON.stringify({ ...rest, id })).ref.hash).toBe(hash);
  });

  it('depends on every weight and word', () => {
    expect(parseRuleSet(v1With('severity.weights.critico', 11)).ref.hash).not.toBe(hash);
    expect(parseRuleSet(v1With('statuses.success', 'Done')).ref.hash).not.toBe(hash);
    expect(parseRuleSet(v1With('blankStatus', 'neutral')).ref.hash).not.toBe(hash);
  });

  it('is taken over JSON with the names in order at every depth', () => {
    expect(canonicalJson({ b: [1, { d: 'é', c: null }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":null,"d":"é"}]}',
    );
  });
});

describe('a rule set that is not valid', () => {
  it.each([
    ['severity.weights.critico', -1],
    ['severity.weights.Critico', 1],
    ['severity.weights.crítico', 1],
    ['priority.otherwise', '0'],
    ['statuses.success', ''],
    ['blankStatus', 'maybe'],
    ['chronicInstability.windowSeconds', 0.5],
    ['groups.ALWAYS_OK', 'ELSEWHERE'],
    ['score.action.INTERMITTENT', 0],
    ['surprise', 1],
  ])('is refused with the name of what is wrong: %s = %j', (path, value) => {
    const [first] = path.split('.');
    const named = first === 'surprise' ? /surprise/ : new RegExp(first);
    expect(() => parseRuleSet(v1With(path, value))).toThrowError(
      expect.objectContaining({ code: 'BAD_CONFIGURATION', message: expect.stringMatching(named) }),
    );
  });

  it('is refused when it is no JSON', () => {
    expect(() => parseRuleSet('{')).toThrowError(expect.objectContaining({ code: 'BAD_CONFIGURATION' }));
  });

  it.each(['v999', '../rules/v1', '', 'V1'])('is not found under %j', (id) => {
    expect(() => loadRuleSet(id)).toThrowError(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});
