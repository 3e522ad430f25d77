import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';

/** False, said in one line, where there is no browser; an error where all services are required. */
export function hasChromium(): boolean {
  if (existsSync(EXECUTABLE)) return true;
  if (process.env.REQUIRE_SERVICES === '1') throw new Error(`${EXECUTABLE} is missing (REQUIRE_SERVICES=1).`);
  console.warn(`Tests in a browser are skipped: ${EXECUTABLE} is missing.`);
  return false;
}

/** A browser that asks nobody for anything by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
