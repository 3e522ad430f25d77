import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERRORS } from '../../src/errors.js';
import { PROJECT_ROOT } from '../../src/paths.js';

const page = readFileSync(join(PROJECT_ROOT, 'docs/errors.md'), 'utf8');

/** The sections of the page by their headings, in its order. */
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => [section.slice(0, section.indexOf('\n')), section] as const);
const codes = sections.filter(([heading]) => /^[A-Z_]+$/.test(heading));

describe('the page of errors', () => {
  test('has one section for each code of the table, in its order', () => {
    expect(codes.map(([code]) => code)).toEqual(Object.keys(ERRORS));
  });

  test.each(Object.entries(ERRORS))(
    'says of %s what happened and what to do',
    (code, { status, message, advice }) => {
      const section = new Map(codes).get(code);
      expect(section).toContain(`**What happened:** ${message}`);
      expect(section).toContain(`**What to do:** ${advice}`);
      expect(section).toContain(`HTTP ${status}`);
    },
  );

  test('names the codes that GraphQL servers share', () => {
    for (const code of [
      'GRAPHQL_PARSE_FAILED',
      'GRAPHQL_VALIDATION_FAILED',
      'OPERATION_RESOLUTION_FAILURE',
      'BAD_REQUEST',
    ]) {
      expect(page).toContain(`\`${code}\``);
    }
  });
});
