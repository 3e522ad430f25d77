import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KEY_COLUMNS, REFUSAL_REASONS } from '../../src/domain/facts.js';
import { compare } from '../../src/domain/trend.js';
import { reportHtml } from '../../src/reports/html/reportHtml.js';
import { trendHtml } from '../../src/reports/html/trendHtml.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { type FactRow, factsOf, row, rowsOf } from '../support/facts.js';
import { goldenFile } from '../support/referenceFacts.js';
import { casesOf, NASTY_TEXTS, sourceOf, textOf } from './support.js';

const HOSTILE = [
  ...NASTY_TEXTS,
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  `' onmouseover='alert(1)`,
  '</title></style><svg onload=alert(1)>',
  '&lt;b&gt;',
  '\u202egpj.exe',
  '{{7*7}}',
];

const report = (rows: FactRow[], fileName?: string, meta = {}) =>
  textOf(reportHtml(sourceOf(factsOf(rows, meta), fileName)));

const { rules } = loadRuleSet('v1');

function trend(before: FactRow[], now: FactRow[]): string {
  const [previous, current] = [before, now].map((rows) => sourceOf(factsOf(rows)));
  const result = compare(previous, current, rules);
  return textOf(trendHtml({ previousFileName: 'march.csv', currentFileName: 'april.csv', result }));
}

/** The names of all elements and of all attributes of a page. */
function skeleton(page: string) {
  const tags = [...page.matchAll(/<(\/?[a-z0-9]+)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
  const attributes = tags.flatMap(([, , list]) =>
    [...list.matchAll(/([a-zA-Z-]+)(?:=|\s|$)/g)].map(([, name]) => name),
  );
  return {
    elements: new Set(tags.map(([, name]) => name.replace('/', ''))),
    attributes: new Set(attributes),
  };
}

const ELEMENTS = new Set(
  (
    'html head meta title style body header p h1 h2 h3 nav ul li a main section div table caption thead tbody tr ' +
    'th td br span strong small bdi time svg rect dl dt dd footer'
  ).split(' '),
);

function expectSafe(page: string): void {
  const { elements, attributes } = skeleton(page);
  for (const name of elements) expect(ELEMENTS, name).toContain(name);
  for (const name of attributes) expect(name).not.toMatch(/^(on|src|style$|srcset|action|xlink)/i);
  // Every < begins a tag of ours, and none is left over.
  const rest = page.replace(
    /<!DOCTYPE html>|<style>[^<]*<\/style>|<\/?[a-z][a-z0-9]*(?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*\s*\/?>/g,
    '',
  );
  expect(rest).not.toMatch(/[<>"']/);
  expect(page.match(/href="[^"]*"/g)?.every((link) => link.startsWith('href="#'))).toBe(true);
  expect(page).not.toMatch(/https?:|url\(|@import/);
  expect(page.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
}

describe('report.html', () => {
  it('shows what the report says', () => {
    const source = sourceOf(
      goldenFile('21_gen1k_comma_crlf/input.csv', '21_gen1k_comma_crlf/expected.json').facts,
      'março.csv',
    );
    const page = textOf(reportHtml(source));
    const { kpis, ruleSet, input, top } = source.summary;
    expect(page).toContain('<title>Alert report: março.csv</title>');
    expect(page).toContain(
      `<li class="ACTIONABLE"><span class="name">To act on</span>\n<strong>${kpis.actionableCases}</strong>`,
    );
    expect(page).toContain(`<strong>${kpis.automationSuccessRate.toFixed(1)} %</strong>`);
    for (const text of [ruleSet.id, ruleSet.hash, input.sha256, top.squads[0].name])
      expect(page).toContain(text);
    for (const reason of ['MISSING_KEY', 'BAD_REMEDIATION_FLAG', 'BAD_DATE']) expect(page).toContain(reason);
    const [first] = source.judgement.lists.ACTIONABLE;
    const one = casesOf(source)[first];
    expect(page).toMatch(
      new RegExp(
        `<tr><td class="number">${one.score.toFixed(1)}</td><th scope="row"><bdi>${one.shortDescription}</bdi>`,
      ),
    );
    expect(page).toContain(one.lastEvent.replace('T', ' '));
    expectSafe(page);
  });

  it('shows the first hundred of each list, and says how many there are', () => {
    const rows = Array.from({ length: 1_234 }, (_, i) => row({ node: `n${i}`, status: 'Canceled' }));
    const page = report(rows);
    expect(page).toContain('The first 100 of 1,234 cases, by score');
    expect(page.match(/<tr><td class="number">/g)).toHaveLength(100);
    expect(report(rows.slice(0, 1))).toContain('<caption>1 case, by score</caption>');
  });

  it('lets no text of the file become markup, wherever it stands', () => {
    const rows = HOSTILE.flatMap((text) => [
      row({
        ...Object.fromEntries(KEY_COLUMNS.map((column) => [column, text])),
        severity: text,
        priority: text,
        status: text,
        number: text,
      }),
      ...rowsOf(['Closed Skipped'], { short_description: text }),
    ]);
    const page = report(rows, '"><script>alert(1)</script>\u202e.csv', {
      warnings: [{ code: 'HEADER_BLANKS', message: 'The header <b onclick="x()">\u2028 has blanks.' }],
      invalidRows: { total: 5, byReason: Object.fromEntries(REFUSAL_REASONS.map((reason) => [reason, 1])) },
    });
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('HEADER_BLANKS');
    expectSafe(page);
  });

  it('says so when there is nothing', () => {
    const page = report([]);
    expect(page).toContain('No events');
    expect(page).toContain('There is no case to act on.');
    expect(page).not.toContain('NaN');
    expectSafe(page);
  });

  it('is the same each time, and stays small whatever the texts', () => {
    const rows = Array.from({ length: 300 }, (_, i) =>
      row({ node: `${i}`, short_description: '<'.repeat(131_072 - i), status: 'Canceled' }),
    );
    const page = report(rows);
    expect(report(rows)).toBe(page);
    expect(page.length).toBeLessThan(400_000);
  });

  it('allows its own style and nothing else', () => {
    const page = report([row()]);
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
  });

  it('can be read by who does not see it', () => {
    const page = report(rowsOf(['Canceled']));
    expect(page).toContain('<html lang="en">');
    expect(page.match(/<table/g)?.length).toBe(page.match(/<caption>[^<]+<\/caption>/g)?.length);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    const labelled = [...page.matchAll(/aria-labelledby="([^"]+)"/g)].map(([, id]) => id);
    for (const id of labelled) expect(page).toContain(`<h2 id="${id}">`);
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(5);
    for (const id of targets) expect(page).toContain(`<section id="${id}"`);
  });
});

describe('trend.html', () => {
  const persistent = rowsOf(['Canceled', 'Canceled'], { node: 'persistent' });
  const gone = rowsOf(['Canceled'], { node: 'gone', short_description: 'gone problem' });
  const fresh = rowsOf(['Canceled'], {
    node: 'fresh',
    short_description: 'fresh problem',
    assignment_group: 'NEW',
  });

  it('shows verdict, diagnosis, figures and tables', () => {
    const page = trend([...persistent, ...gone], [...persistent.slice(1), ...fresh]);
    expect(page).toContain('<title>Trend: march.csv → april.csv</title>');
    expect(page).toContain('<p class="verdict same">Effective but unstable</p>');
    expect(page).toContain('Main point of action: NEW, with 1 new case.');
    expect(page).toContain('<strong>1</strong><small>1 alert; 50.0 % of now</small>');
    expect(page).toMatch(/<section id="new".*?fresh problem.*?<section id="persistent"/s);
    expect(page).toMatch(/<section id="resolved".*?gone problem/s);
    expect(page).toContain('<td class="number">−1</td>');
    expect(page).toContain('<td class="number">+1</td>');
    expectSafe(page);
  });

  it('lets no text become markup, and says so where there is nothing', () => {
    const rows = HOSTILE.flatMap((text, i) =>
      rowsOf(['Canceled'], { node: `n${i}`, short_description: text, assignment_group: text }),
    );
    expectSafe(trend([], rows));
    expectSafe(trend(rows, []));
    const page = trend([], []);
    expect(page).toContain('Sustained excellence');
    expect(page.match(/ None\.<\/p>/g)).toHaveLength(5);
  });

  it('shows the first hundred rows of a table', () => {
    const rows = Array.from({ length: 150 }, (_, i) =>
      row({ short_description: `p${i}`, status: 'Canceled' }),
    );
    expect(trend([], rows)).toContain('<caption>The first 100 of 150 problems</caption>');
  });
});
