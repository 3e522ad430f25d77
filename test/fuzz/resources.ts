import { readdirSync } from 'node:fs';

/** What a process holds that must not grow with the number of its analyses. */
export interface Resources {
  rssBytes: number;
  openFiles: number;
}

/** Grown memory below this is the noise of the allocator and of compiled code. */
const NOISE_BYTES = 64 * 1024 ** 2;

/** After a collection where the process may ask for one (node --expose-gc). */
export function resources(): Resources {
  globalThis.gc?.();
  return { rssBytes: process.memoryUsage.rss(), openFiles: readdirSync('/proc/self/fd').length };
}

/** What has leaked; null for nothing. */
export function leakBetween(before: Resources, after: Resources): string | null {
  if (after.openFiles > before.openFiles) return `${after.openFiles - before.openFiles} open files`;
  const grown = after.rssBytes - before.rssBytes;
  return grown > NOISE_BYTES ? `${Math.round(grown / 1024 ** 2)} MiB of memory` : null;
}
