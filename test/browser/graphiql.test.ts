import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { golden } from '../support/golden.js';
import { ownBytes } from '../support/ownBytes.js';
import { Service } from '../support/service.js';
import { hasChromium, launchChromium } from './chromium.js';

const { bytes, kpis, options } = golden('20_gen1k_semicolon_bom');
const PASSWORD = 'a password for the browser';

describe.skipIf(!hasChromium())('GraphiQL in a browser', () => {
  let service: Service;
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    service = await Service.start({ env: { ADMIN_PASSWORD: PASSWORD } });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('request', (request) => requested.push(request.url()));
    page.on('websocket', (socket) => requested.push(socket.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  /** The editor shows blanks as no-break spaces. */
  const answer = async () =>
    (await page.locator('.graphiql-response').textContent())?.replaceAll('\u00a0', ' ') ?? '';

  /** Opens the page on a query, as it opens on the last one, and runs it. */
  async function run(query: string): Promise<void> {
    await page.evaluate(
      `localStorage.removeItem('graphiql:tabState'); localStorage.setItem('graphiql:query', ${JSON.stringify(query)})`,
    );
    await page.reload();
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await page.locator('.graphiql-execute-button').click();
  }

  test('loads from the service, with the schema', async () => {
    await page.goto(`${service.url}/`);
    expect(page.url()).toBe(`${service.url}/graphiql/`);
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await page.getByRole('button', { name: /documentation explorer/i }).click();
    await page.getByRole('link', { name: 'Mutation', exact: true }).waitFor();
  });

  test('without signing in, a query is refused', async () => {
    await run('{ dashboard { kpis { totalCases } } }');
    await expect.poll(answer).toContain('UNAUTHENTICATED');
  });

  test('a wrong password is refused, with the reason', async () => {
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The user name or the password is wrong.').waitFor();
  });

  test('signing in is one form, and lasts over a reload', async () => {
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/admin \(ADMIN\)/).waitFor();
    await page.reload();
    await page.getByText(/admin \(ADMIN\)/).waitFor();
  });

  test('runs a query', async () => {
    await service.analyse({ bytes, options });
    await run('{ dashboard { kpis { totalCases } } }');
    await expect.poll(answer).toMatch(new RegExp(`"totalCases": *${kpis.totalCases}`));
  });

  test('shows the events of a subscription', async () => {
    await run('subscription { reportCreated { fileName } }');
    await expect.poll(() => requested.filter((url) => url.startsWith('ws:')).length).toBeGreaterThan(0);
    // The server says nothing about a subscription that has begun, so reports are made until one is seen.
    for (let made = 1; !(await answer()).includes('seen-'); made++) {
      expect(made).toBeLessThan(20);
      await service.analyse({ bytes: ownBytes(bytes), options, fileName: `seen-${made}.csv` });
    }
    expect(await answer()).toContain('"fileName"');
  });

  test('follows a job to its end', async () => {
    const { data } = await service.upload({ bytes: ownBytes(bytes), options });
    await run(`subscription { jobProgress(id: "${data?.uploadReport.id}") { status stage progress } }`);
    await expect.poll(answer, { timeout: 10_000 }).toContain('SUCCEEDED');
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  });

  test('the editor knows the schema', async () => {
    await page.locator('.graphiql-query-editor .monaco-editor').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{ dashb');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget').getByText('dashboard').first().waitFor();
  });

  test('asks no other host for anything, and breaks no rule of its own', () => {
    const { host } = new URL(service.url);
    const elsewhere = requested.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== host);
    expect(elsewhere).toEqual([]);
    expect(requested.length).toBeGreaterThan(10);
    // The 401 of the query that was refused is the one thing to complain about.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });

  test('signing out forgets the token', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });
});
