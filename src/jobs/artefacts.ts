import { join } from 'node:path';
import { type FactsHome, factsBytes } from '../domain/factsMemory.js';
import type { Artifact } from '../domain/report.js';
import { allOf } from '../engine/node/allOf.js';
import type { JobRecord, ObjectStore } from '../store/types.js';

/** All artefacts of all reports lie below it. */
export const REPORTS_PREFIX = 'reports/';

/** All artefacts of all trends lie below it. */
export const TRENDS_PREFIX = 'trends/';

/** Facts of a report, kept beside its artefacts but none of them: no user downloads it. */
export const FACTS_NAME = 'facts.bin';

/** Large enough to be cheap, small enough that the event loop is free again after each. */
const PIECE_BYTES = 1024 * 1024;

/** Where an attempt keeps its artefacts: no two attempts share a place. */
export function prefixOf({ id, fence }: Pick<JobRecord, 'id' | 'fence'>): string {
  return `${REPORTS_PREFIX}${id}/${fence}/`;
}

/**
 * Moves artefacts from a local folder into the object store, and facts beside them. All of them, or none.
 * @throws the reason of the signal when it aborts
 */
export async function keepArtefacts(
  objects: ObjectStore,
  prefix: string,
  folder: string,
  artifacts: Artifact[],
  facts: FactsHome,
  signal: AbortSignal,
): Promise<void> {
  try {
    await allOf([
      adoptAll(objects, prefix, folder, artifacts, signal),
      objects.put(`${prefix}${FACTS_NAME}`, piecesOf(facts, signal), { givenAway: true }),
    ]);
  } catch (error) {
    await objects.removePrefix(prefix);
    throw error;
  }
}

/**
 * Moves artefacts from a local folder into the object store. All of them, or none.
 * @throws the reason of the signal when it aborts
 */
export async function adoptAll(
  objects: ObjectStore,
  prefix: string,
  folder: string,
  artifacts: Artifact[],
  signal?: AbortSignal,
): Promise<void> {
  try {
    await objects.adopt(
      artifacts.map(({ name }) => ({ key: `${prefix}${name}`, path: join(folder, name) })),
      signal,
    );
  } catch (error) {
    await objects.removePrefix(prefix);
    throw error;
  }
}

/** Copies, piece by piece: files are not written from memory that threads share. */
async function* piecesOf(facts: FactsHome, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const bytes = factsBytes(facts);
  for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES) {
    signal.throwIfAborted();
    yield bytes.slice(start, start + PIECE_BYTES);
  }
}
