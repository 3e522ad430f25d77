import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
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

afterEach(() => {
  for (const root of trees.splice(0)) rmSync(root, { recursive: true, force: true });
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

  const planted: [string, string, Record<string, string>][] = [
    ['a value import', 'domain-knows-only-its-own', { 'src/domain/b.ts': "import '../store/types.js';" }],
    [
      'a type-only import',
      'store-knows-only-its-own',
      { 'src/store/b.ts': "import type { J } from '../jobs/run.js'; export const x: J[] = [];" },
    ],
    [
      'a type named by import()',
      'graphql-knows-only-its-own',
      { 'src/graphql/b.ts': "export type X = import('../http/app.js').H;" },
    ],
    ['a dynamic import', 'store-knows-only-its-own', { 'src/store/b.ts': "await import('../jobs/run.js');" }],
    ['a re-export', 'rules-knows-only-its-own', { 'src/rules/b.ts': "export * from '../store/types.js';" }],
    ['a top-level file', 'cli-knows-only-its-own', { 'src/cli.ts': "import './store/types.js';" }],
    ['a shared file', 'shared-files-know-little', { 'src/config.ts': "import './store/types.js';" }],
    ['Node in domain', 'domain-is-pure', { 'src/domain/b.ts': "import 'node:fs';" }],
    ['Node in the core', 'core-runs-anywhere', { 'src/engine/core/b.ts': "import 'node:fs';" }],
    [
      'a cycle of types',
      'no-cycles',
      {
        'src/jobs/x.ts': "import type { Y } from './y.js'; export type X = Y;",
        'src/jobs/y.ts': "import type { X } from './x.js'; export type Y = X | 1;",
      },
    ],
    ['a file that is not there', 'imports-resolve', { 'src/jobs/x.ts': "import './gone.js';" }],
  ];
  test.each(planted)('fails on %s (%s)', (_what, rule, files) => {
    const { status, output } = check(plant({ ...WELL_BEHAVED, ...files }));
    expect(output).toContain(rule);
    expect(status).not.toBe(0);
  });
});
