import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../src/paths.js';

const trees: string[] = [];

function check(root?: string): { status: number | null; output: string } {
  const script = join(PROJECT_ROOT, 'scripts/architecture.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, root ? [script, root] : [script], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

function plant(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'planted-'));
  trees.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

afterAll(() => {
  for (const root of trees) rmSync(root, { recursive: true, force: true });
});

const WELL_BEHAVED = {
  'src/errors.ts': 'export const ERRORS = {};',
  'src/domain/a.ts': "import { ERRORS } from '../errors.js'; export type A = typeof ERRORS;",
  'src/store/types.ts': "import type { A } from '../domain/a.js'; export type S = A;",
  'src/jobs/run.ts': "import type { S } from '../store/types.js'; export type J = S;",
  'src/http/app.ts': "import type { J } from '../jobs/run.js'; export type H = J;",
  'src/main.ts': "import './http/app.js'; import './domain/a.js';",
};

describe('the architecture check', () => {
  test('passes on the tree', () => {
    const { status, output } = check();
    expect(output).toContain('no dependency violations found');
    expect(status).toBe(0);
  });

  test('passes on a small tree that keeps to the arrows', () => {
    expect(check(plant(WELL_BEHAVED)).status).toBe(0);
  });

  /** What is wrong, the rule that forbids it, and the file at fault. */
  const planted: [what: string, rule: string, file: string, text: string][] = [
    ['a value import', 'domain-knows-only-its-own', 'src/domain/value', "import '../store/types.js';"],
    [
      'a type-only import',
      'store-knows-only-its-own',
      'src/store/type',
      "import type { J } from '../jobs/run.js'; export const x: J[] = [];",
    ],
    [
      'a type named by import()',
      'graphql-knows-only-its-own',
      'src/graphql/named',
      "export type X = import('../http/app.js').H;",
    ],
    ['a dynamic import', 'store-knows-only-its-own', 'src/store/dynamic', "await import('../jobs/run.js');"],
    ['a re-export', 'rules-knows-only-its-own', 'src/rules/again', "export * from '../store/types.js';"],
    ['a top-level file', 'cli-knows-only-its-own', 'src/cli', "import './store/types.js';"],
    ['a shared file', 'shared-files-know-little', 'src/config', "import './store/types.js';"],
    ['Node in domain', 'domain-is-pure', 'src/domain/node', "import 'node:fs';"],
    ['Node in the core', 'core-runs-anywhere', 'src/engine/core/node', "import 'node:fs';"],
    [
      'a cycle of types',
      'no-cycles',
      'src/jobs/here',
      "import type { There } from './there.js'; export type Here = There;",
    ],
    ['a file that is not there', 'imports-resolve', 'src/jobs/lost', "import './gone.js';"],
  ];

  describe('of a tree with every fault', () => {
    let output: string;
    beforeAll(() => {
      const faults = planted.map(([_what, _rule, file, text]) => [`${file}.ts`, text]);
      const found = check(
        plant({
          ...WELL_BEHAVED,
          ...Object.fromEntries(faults),
          'src/jobs/there.ts': "import type { Here } from './here.js'; export type There = Here | 1;",
        }),
      );
      expect(found.status).not.toBe(0);
      output = found.output;
    });

    test.each(planted)('names %s (%s)', (_what, rule, file) => {
      expect(output).toContain(`error ${rule}: ${file}.js`);
    });

    test('names no file without one', () => {
      const atFault = [...output.matchAll(/error [\w-]+: (\S+)\.js/g)].map(([, file]) => file);
      const expected = [...planted.map(([_what, _rule, file]) => file), 'src/jobs/there'];
      expect(expected).toEqual(expect.arrayContaining(atFault));
    });
  });
});
