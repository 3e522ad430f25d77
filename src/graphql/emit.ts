import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printSchema } from 'graphql';
import { PROJECT_ROOT } from '../paths.js';
import { buildServiceSchema } from './schema.js';

const SCHEMA_FILE = join(PROJECT_ROOT, 'schema/schema.graphql');
const HEADER = '# Made from the types in src/graphql by "npm run schema"; do not edit.\n\n';

/** The schema as clients read it. Its order is that of the classes, so that it changes only when they do. */
export function emittedSchema(): string {
  return `${HEADER}${printSchema(buildServiceSchema())}\n`;
}

/**
 * Writes the schema, or with `--check` only compares it.
 * @returns the exit status: 1 when the file differs
 */
export function emit(args: readonly string[], file = SCHEMA_FILE): number {
  const schema = emittedSchema();
  if (!args.includes('--check')) {
    writeFileSync(file, schema);
    return 0;
  }
  if (existsSync(file) && readFileSync(file, 'utf8') === schema) return 0;
  process.stderr.write('schema/schema.graphql differs from the types. Run "npm run schema" and commit it.\n');
  return 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = emit(process.argv.slice(2));
}
