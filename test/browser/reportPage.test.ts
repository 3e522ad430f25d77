import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY_COLUMNS } from '../../src/domain/facts.js';
import { compare } from '../../src/domain/trend.js';
import { reportHtml } from '../../src/reports/html/reportHtml.js';
import { trendHtml } from '../../src/reports/html/trendHtml.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { sourceOf } from '../reports/support.js';
import { factsOf, row, rowsOf } from '../support/facts.js';
import { hasChromium, launchChromium } from './chromium.js';

const HOSTILE = [
  '<script>document.title = "run"</script>',
  '"><img src="http://127.0.0.1:9/x" onerror="document.title = \'run\'">',
  '</table></section><h1>mine</h1>',
  '\u202eright to left',
  'x'.repeat(5_000),
];

/** Rows of ordinary squads, and hostile ones among them. */
const ROWS = [
  ...Array.from({ length: 150 }, (_, i) => row({ node: `srv${i}`, status: 'Canceled' })),
  ...rowsOf(['Closed'], { node: 'fine' }),
  ...rowsOf(Array(5).fill('Closed'), { node: 'unstable' }),
  ...rowsOf(['Closed Skipped'], { node: 'attention' }),
  ...HOSTILE.map((text) =>
    row({ ...Object.fromEntries(KEY_COLUMNS.map((column) => [column, text])), severity: text, status: text }),
  ),
];

describe.skipIf(!hasChromium())('the pages of a report in a browser', () => {
  let browser: Browser;
  let folder: string;
  const requested: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pages-'));
    const source = sourceOf(factsOf(ROWS), HOSTILE[0]);
    const before = sourceOf(factsOf(ROWS.slice(100)));
    const result = compare(before, source, loadRuleSet('v1').rules);
    const names = { previousFileName: 'before.csv', currentFileName: HOSTILE[1] };
    writeFileSync(join(folder, 'report.html'), Buffer.concat([...reportHtml(source)]));
    writeFileSync(join(folder, 'trend.html'), Buffer.concat([...trendHtml({ ...names, result })]));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(name: string, options: Parameters<Browser['newPage']>[0]): Promise<Page> {
    const page = await browser.newPage(options);
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(pathToFileURL(join(folder, name)).href);
    return page;
  }

  const styleOf = (page: Page, selector: string, property: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${property}')`);

  test.each(['report.html', 'trend.html'])('%s: no text becomes markup or runs', async (name) => {
    const page = await open(name, { viewport: { width: 1280, height: 900 } });
    expect(await page.title()).toMatch(/^(Alert report|Trend): /);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('script, img, iframe, object, link').count()).toBe(0);
    expect(await page.locator('bdi').filter({ hasText: 'mine' }).count()).toBeGreaterThan(0);
    expect(await styleOf(page, '.cards li', 'border-left-width')).toBe('4px');
    await page.close();
  });

  test.each(['report.html', 'trend.html'])('%s: fits a phone, where wide tables scroll', async (name) => {
    const page = await open(name, { viewport: { width: 390, height: 844 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const narrow = await page
      .locator('tbody th')
      .evaluateAll((cells) => cells.filter((cell) => cell.clientWidth < 100).length);
    expect(narrow).toBe(0);
    await page.close();
  });

  test('is dark where the reader wants it dark, and light on paper', async () => {
    const page = await open('report.html', { colorScheme: 'dark' });
    expect(await styleOf(page, 'section', 'background-color')).toBe('rgb(26, 31, 41)');
    expect(await styleOf(page, '.cards .ACTIONABLE', 'border-left-color')).toBe('rgb(255, 123, 111)');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await styleOf(page, 'section', 'background-color')).toBe('rgb(255, 255, 255)');
    expect(await styleOf(page, 'nav', 'display')).toBe('none');
    await page.close();
  });

  test('ask for nothing, and break no rule of their own', () => {
    expect(requested.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
