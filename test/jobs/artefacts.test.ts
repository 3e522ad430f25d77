import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Artifact } from '../../src/domain/report.js';
import { FACTS_NAME, keepArtefacts } from '../../src/jobs/artefacts.js';
import { openFolderStore } from '../../src/store/objects/folder.js';
import type { ObjectStore } from '../../src/store/types.js';

const PREFIX = 'reports/job/1/';

let folder: string;
let objects: ObjectStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'artefacts-'));
  objects = await openFolderStore(join(folder, 'objects'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Artefacts as a worker leaves them. */
function made(count: number): Artifact[] {
  return Array.from({ length: count }, (_, i) => {
    const name = i === 0 ? 'summary.json' : `plans/squad-${i}.csv`;
    mkdirSync(dirname(join(folder, 'out', name)), { recursive: true });
    writeFileSync(join(folder, 'out', name), `content of ${i}`);
    return { kind: 'ACTION_PLAN_CSV', name, bytes: 12 };
  });
}

const keep = (artifacts: Artifact[], signal = new AbortController().signal) =>
  keepArtefacts(objects, PREFIX, join(folder, 'out'), artifacts, new SharedArrayBuffer(3_000_000), signal);

async function keptKeys(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(PREFIX)) keys.push(key);
  return keys;
}

describe('the artefacts of a report', () => {
  test('are moved into the object store, all of them, and the facts beside them', async () => {
    const artifacts = made(50);
    await keep(artifacts);
    expect((await keptKeys()).sort()).toEqual(
      [...artifacts.map(({ name }) => `${PREFIX}${name}`), `${PREFIX}${FACTS_NAME}`].sort(),
    );
    const content = await buffer(await objects.get(`${PREFIX}plans/squad-49.csv`));
    expect(content.toString()).toBe('content of 49');
    expect(await objects.stat(`${PREFIX}${FACTS_NAME}`)).toMatchObject({ bytes: 3_000_000 });
    expect(existsSync(join(folder, 'out', 'summary.json'))).toBe(false);
  });

  test.each([0, 1, 25, 49])('are none when one of them cannot be moved: %d', async (lost) => {
    const artifacts = made(50);
    rmSync(join(folder, 'out', artifacts[lost].name));
    await expect(keep(artifacts)).rejects.toThrow(/ENOENT/);
    expect(await keptKeys()).toEqual([]);
  });

  test('are none when the keeping is stopped, before it or in the middle', async () => {
    await expect(keep(made(50), AbortSignal.abort('LOST'))).rejects.toBe('LOST');
    const stopping = new AbortController();
    const keeping = keep(made(50), stopping.signal);
    setImmediate(() => stopping.abort('LOST'));
    await expect(keeping).rejects.toBe('LOST');
    expect(await keptKeys()).toEqual([]);
  });

  test('are none when the facts cannot be written', async () => {
    const artifacts = made(3);
    // A folder in its place: the last step of the keeping fails.
    mkdirSync(join(folder, 'objects', PREFIX, FACTS_NAME), { recursive: true });
    await expect(keep(artifacts)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await keptKeys()).toEqual([]);
  });
});
