import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes what lies in a folder, files and folders, of which nothing was written for so many milliseconds.
 * @returns the names that were removed
 */
export async function removeAged(folder: string, olderThanMs: number): Promise<string[]> {
  const latest = Date.now() - olderThanMs;
  const removed: string[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await lastWrittenAt(path)) > latest) continue;
    await rm(path, { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

/** Of a file, or of the youngest thing in a folder; milliseconds since 1970. What goes meanwhile counts as young. */
async function lastWrittenAt(path: string): Promise<number> {
  try {
    const found = await stat(path);
    const inside = found.isDirectory() ? await readdir(path, { recursive: true }) : [];
    let youngest = found.mtimeMs;
    for (const name of inside) youngest = Math.max(youngest, (await stat(join(path, name))).mtimeMs);
    return youngest;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
