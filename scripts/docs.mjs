// Writes what is made from the code: docs/errors.md, docs/configuration.md, docs/access.md, and the types of the client in docs/client.
// With --check it writes nothing and fails when a page is not what it would write.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT } from '../dist/src/config.js';
import { ERRORS } from '../dist/src/errors.js';
import { OPERATIONS, ROUTES } from '../dist/src/graphql/accessTable.js';
import { clientTypes } from './clientTypes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

const errors = `# Errors

Every error that leaves the service has a code. GraphQL clients find it in \`extensions.code\`; over HTTP it is in
\`{"error":{"code","message"}}\`; a job that failed has it in \`error.code\`. The message may say more than the one
below (which columns, which value), never less. What is wrong inside is \`INTERNAL\`, and only the log says more.

GraphQL answers most errors with HTTP 200, as its clients expect, and beside them gives the data that could be read.
The status below is that of routes other than GraphQL, and there of UNAUTHENTICATED, TOO_MANY_ATTEMPTS, RATE_LIMITED,
QUERY_TOO_LARGE and TOO_LARGE. Requests that are no GraphQL operation at all have the codes that servers share, with
HTTP 400:

| code | what happened |
| --- | --- |
| \`GRAPHQL_PARSE_FAILED\` | The text of the query is not GraphQL; the message has the place. |
| \`GRAPHQL_VALIDATION_FAILED\` | The query does not fit the schema. |
| \`OPERATION_RESOLUTION_FAILURE\` | The query has several operations, and the request names none of them. |
| \`BAD_REQUEST\` | The request carries no query, or lacks a header that protects browsers (\`apollo-require-preflight\`). |

This page is made from the table in src/errors.ts.

${Object.entries(ERRORS)
  .map(
    ([code, { status, message, advice }]) =>
      `## ${code}\n\n**What happened:** ${message} (HTTP ${status})\n\n**What to do:** ${advice}\n`,
  )
  .join('\n')}`;

const configuration = `# Configuration

The service is configured by environment variables, read once at the start. A value that is not allowed stops the
start with \`BAD_CONFIGURATION\`, naming the variable. This page is made from src/config.ts and the files of src/config.

| variable | meaning |
| --- | --- |
${Object.entries(ENVIRONMENT.shape)
  .map(([name, field]) => `| \`${name}\` | ${(field.description ?? '').replaceAll('|', '\\|')} |`)
  .join('\n')}
`;

const MAY = {
  ANYONE: 'anyone',
  LINK: 'who has a signed link',
  METRICS: 'who has `METRICS_TOKEN`; where none is set, this machine alone, not through a proxy',
  VIEWER: 'VIEWER, ANALYST, ADMIN',
  ANALYST: 'ANALYST, ADMIN',
  ADMIN: 'ADMIN',
};
const accessRows = (rules, wrap) =>
  Object.entries(rules).map(([name, access]) => `| \`${wrap(name)}\` | ${MAY[access]} |`);

const access = `# Who may do what

This page is made from the table in src/graphql/accessTable.ts, by which the service goes. With \`ANONYMOUS_ROLE=VIEWER\`
those without a token may do what VIEWER may.

| operation | who |
| --- | --- |
${Object.entries(OPERATIONS)
  .flatMap(([kind, rules]) => accessRows(rules, (name) => `${kind.toLowerCase()} ${name}`))
  .join('\n')}

| route | who |
| --- | --- |
${accessRows(ROUTES, (name) => name).join('\n')}
`;

const pages = {
  'access.md': access,
  'errors.md': errors,
  'configuration.md': configuration,
  'client/operations.ts': clientTypes(root),
};

let drift = false;
for (const [name, text] of Object.entries(pages)) {
  const path = join(root, 'docs', name);
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    drift = true;
    console.error(`docs/${name} is not what the code says: run npm run docs.`);
  }
}
process.exit(drift ? 1 : 0);
