import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { buildServiceSchema } from '../../src/graphql/schema.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { membersOf } from './members.js';

/** Names that the contract does not know. */
const ADDED = [
  'ArtifactKind.CASES_PARQUET',
  'ArtifactKind.ORIGINAL_UPLOAD',
  'CreatedUpload',
  'Job.queuePosition',
  'Mutation.createUpload',
  'RequestHeader',
  'User',
  'Query.users',
  'Mutation.createUser',
  'Mutation.setRole',
  'Mutation.changePassword',
  'Mutation.deleteUser',
];

const contract = membersOf(
  buildSchema(readFileSync(join(PROJECT_ROOT, 'test/graphql/contract.graphql'), 'utf8')),
);
const served = membersOf(buildServiceSchema());

describe('the schema', () => {
  test('gives every name that it shares with the contract the same type and nullability', () => {
    const shared = [...served].filter(([path]) => contract.has(path));
    expect(shared.length).toBeGreaterThan(180);
    expect(Object.fromEntries(shared.map(([path, { signature }]) => [path, signature]))).toEqual(
      Object.fromEntries(shared.map(([path]) => [path, contract.get(path)?.signature])),
    );
  });

  test('leaves nothing out of the contract', () => {
    expect([...contract.keys()].filter((path) => !served.has(path))).toEqual([]);
  });

  test('adds to the contract exactly what is meant to be added', () => {
    const added = [...served.keys()].filter((path) => !contract.has(path));
    const isBelow = (path: string) =>
      ADDED.some((name) => path.startsWith(`${name}.`) || path.startsWith(`${name}(`));
    expect(added.filter((path) => !isBelow(path)).sort()).toEqual([...ADDED].sort());
  });

  test('describes every type, field, argument and value', () => {
    const silent = [...served].filter(([, { description }]) => !description || description.length < 4);
    expect(silent.map(([path]) => path)).toEqual([]);
  });
});
