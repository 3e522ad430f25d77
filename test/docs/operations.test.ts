import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERRORS } from '../../src/errors.js';
import { PROJECT_ROOT } from '../../src/paths.js';

const page = readFileSync(join(PROJECT_ROOT, 'docs/operations.md'), 'utf8');

/** The rows of the table under this head, each as its cells. */
function rowsUnder(head: string): string[][] {
  const [, table = ''] = page.split(`${head}\n`);
  const lines = table.split('\n').slice(1);
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, inside]) => inside);

describe('the page for operators', () => {
  test('says of each code of an error who has to act, once', () => {
    const codes = rowsUnder('| codes | who | what |').flatMap(([cell]) => quoted(cell));
    expect([...codes].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  test('explains lines of the log that the service writes', () => {
    const lines = rowsUnder('| line | meaning |').flatMap(([cell]) => quoted(cell));
    expect(lines.length).toBeGreaterThan(8);
    const source = sourceText();
    for (const line of lines) expect(source).toContain(line);
  });
});

function sourceText(): string {
  const folder = join(PROJECT_ROOT, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
