import { readdirSync } from 'node:fs';

/** What a process holds that must not grow with the number of its analyses. */
export interface Resources {
  rssBytes: number;
  openFiles: number;
}

/** Grown memory below this is the noise of the allocator and of compiled code. */
const NOISE_BYTES = 64 * 1024 ** 2;

/** After a collection where the process may ask for one (node --expose-gc); what the first one finds the second frees. */
export function resources(): Resources {
  globalThis.gc?.();
  globalThis.gc?.();
  return { rssBytes: process.memoryUsage.rss(), openFiles: readdirSync('/proc/self/fd').length };
}

/** How a process grew while it was measured. */
export interface Growth {
  /** Medians of the earlier and the later half of the measurements. */
  earlierRssBytes: number;
  laterRssBytes: number;
  openFiles: number;
}

/** @param measured in the order of time, after the warm-up; two or more */
export function growthOf(measured: readonly Resources[]): Growth {
  const half = measured.length >> 1;
  return {
    earlierRssBytes: medianRss(measured.slice(0, half)),
    laterRssBytes: medianRss(measured.slice(half)),
    openFiles: measured[measured.length - 1].openFiles - measured[0].openFiles,
  };
}

function medianRss(measured: readonly Resources[]): number {
  const sorted = measured.map(({ rssBytes }) => rssBytes).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/**
 * What has leaked; null for nothing. What leaks goes on growing, while what the allocator keeps for the largest inputs
 * comes to an end: so the two halves are held against each other.
 */
export function leakOf({ earlierRssBytes, laterRssBytes, openFiles }: Growth): string | null {
  if (openFiles > 0) return `${openFiles} open files`;
  const grown = laterRssBytes - earlierRssBytes;
  return grown > NOISE_BYTES ? `${mebibytes(grown)} of memory` : null;
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}
