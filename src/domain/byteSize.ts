const UNITS: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** What a number of bytes may look like, for messages. */
export const BYTE_SIZE_FORM = 'a number of bytes, or one with K, M or G behind it, like 512M';

/** A number of bytes as people write it: `1048576`, `512M`, `1G`. Null where it is none, or 0. */
export function parseByteSize(written: string): number | null {
  const match = /^(\d{1,15})([KMG]?)$/i.exec(written);
  if (match === null) return null;
  const bytes = Number(match[1]) * UNITS[match[2].toUpperCase()];
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : null;
}
