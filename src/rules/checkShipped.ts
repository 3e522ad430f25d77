import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PROJECT_ROOT } from '../paths.js';
import { CHECKED_FOLDER } from './load.js';
import { parseRuleSet } from './parse.js';

/** A step of the build: checks every shipped rule set and writes it, with its hash, where it is loaded from. */
const SHIPPED_FOLDER = join(PROJECT_ROOT, 'schema', 'rules');

rmSync(CHECKED_FOLDER, { recursive: true, force: true });
mkdirSync(CHECKED_FOLDER, { recursive: true });
for (const name of readdirSync(SHIPPED_FOLDER)) {
  if (!name.endsWith('.json') || name.endsWith('.schema.json')) continue;
  const ruleSet = parseRuleSet(readFileSync(join(SHIPPED_FOLDER, name), 'utf8'));
  if (ruleSet.ref.id !== basename(name, '.json')) {
    throw new Error(`${name} holds the rule set "${ruleSet.ref.id}".`);
  }
  writeFileSync(join(CHECKED_FOLDER, name), JSON.stringify(ruleSet));
}
