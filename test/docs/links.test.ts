import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../src/paths.js';

const DOCS = join(PROJECT_ROOT, 'docs');
const below = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
const pages = [join(PROJECT_ROOT, 'README.md'), ...below.map((name) => join(DOCS, name))];

test.each(pages)('%s leads to places that exist', (page) => {
  for (const [, target] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path, anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    expect(existsSync(file), `${target} of ${page}`).toBe(true);
    if (anchor) expect(anchorsOf(file), `${target} of ${page}`).toContain(anchor);
  }
});

test('README leads to every page of docs/', () => {
  const readme = textOf(join(PROJECT_ROOT, 'README.md'));
  for (const name of below.filter((name) => !name.includes('/'))) expect(readme).toContain(`(docs/${name})`);
});

/** The text without its blocks of code. */
function textOf(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
}

/** Names under which GitHub finds the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
