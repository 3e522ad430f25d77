import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { ENVIRONMENT } from '../../src/config.js';
import { PROJECT_ROOT } from '../../src/paths.js';

export type Tree = { [key: string]: unknown };

export const fileOf = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');

/** `${NAME}`, `${NAME:-default}`, `${NAME:?message}`; the default may hold another one. */
const VARIABLE = /(?<!\$)\$\{(\w+)(?::([-?])((?:[^{}]|\{[^{}]*\})*))?\}/g;

/** The variables that a compose file takes from .env, and how each is taken: `-`, `?`, or as it is. */
export function variablesOf(text: string): { name: string; kind: string | undefined }[] {
  return [...text.matchAll(VARIABLE)].map(([, name, kind]) => ({ name, kind }));
}

/** The compose file, with `values` in the place of its variables. */
export function composeFile(values: Record<string, string> = {}): Tree {
  const fill = (text: string): string =>
    text.replace(
      VARIABLE,
      (_all, name: string, kind?: string, rest = '') =>
        values[name] ?? (kind === '-' ? fill(rest) : `value-of-${name}`),
    );
  return parse(fill(fileOf('docker-compose.yml')), { merge: true });
}

/** Every document of a file of manifests. */
export function manifests(path: string): Tree[] {
  return parseAllDocuments(fileOf(path)).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as Tree;
  });
}

/** The variables of an object store, which a service reads where S3_BUCKET is one of its own. */
const OBJECT_STORE = [
  'S3_ENDPOINT',
  'S3_BUCKET',
  'S3_REGION',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_FORCE_PATH_STYLE',
];

/** Those of the names that the service does not read. */
export function unknownVariables(names: string[]): string[] {
  const known = new Set([...Object.keys(ENVIRONMENT.shape), ...OBJECT_STORE]);
  return names.filter((name) => !known.has(name));
}

/** A stop may take DRAIN_SECONDS for the jobs in hand, and this long for everything else (src/main.ts). */
export const STOP_SECONDS = 20;
