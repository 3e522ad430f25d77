import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emit, emittedSchema } from '../../src/graphql/emit.js';
import { PROJECT_ROOT } from '../../src/paths.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'schema-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('emit', () => {
  test('the committed schema is the one that the types make', () => {
    expect(readFileSync(join(PROJECT_ROOT, 'schema/schema.graphql'), 'utf8')).toBe(emittedSchema());
  });

  test('writes the same text every time, and one that is a schema', () => {
    expect(emittedSchema()).toBe(emittedSchema());
    expect(buildSchema(emittedSchema()).getType('Report')).toBeDefined();
  });

  test('--check: 0 for an equal file, 1 for another or none, and it writes nothing', () => {
    const file = join(folder, 'schema.graphql');
    expect(emit(['--check'], file)).toBe(1);
    expect(emit([], file)).toBe(0);
    expect(emit(['--check'], file)).toBe(0);
    writeFileSync(file, `${readFileSync(file, 'utf8')}# drift\n`);
    expect(emit(['--check'], file)).toBe(1);
    expect(readFileSync(file, 'utf8')).toContain('# drift');
  });
});
