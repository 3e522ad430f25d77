import type { ObjectStore, Store } from '../store/types.js';

/** How long uploads are kept. */
export interface UploadKeeping {
  /** Milliseconds from its receipt, or the end of the last job that used it, until an upload of no report goes. */
  unusedForMs: number;
  /** Milliseconds from its receipt until any upload goes; null: the file of a report stays as long as the report. */
  keptForMs: number | null;
}

/** Uploads forgotten by one statement. */
const AT_ONCE = 200;

/**
 * Removes uploads that have had their time.
 * @returns how many
 */
export async function forgetUploads(
  keeping: UploadKeeping,
  { store, objects }: { store: Store; objects: ObjectStore },
): Promise<number> {
  for (let forgotten = 0; ; ) {
    const some = await store.uploads.forgetUnneeded({ ...keeping, first: AT_ONCE });
    for (const { objectKey } of some) await objects.remove(objectKey);
    forgotten += some.length;
    if (some.length < AT_ONCE) return forgotten;
  }
}
