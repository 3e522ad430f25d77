import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CodedError } from '../../errors.js';
import type { ObjectStore } from '../objectTypes.js';

/** The object that says whose the others are; outside of all that is swept. */
export const OWNER_KEY = 'owner';

/**
 * The same objects, of which nothing is written or removed before it is certain that they belong to this database:
 * what no row of it names would be removed as left over, and may be named by another.
 *
 * Two that find the place unclaimed at the same moment may both take it; ping, which always looks again, tells
 * one of them.
 *
 * @param ownerId of the database
 */
export function ownedObjects(objects: ObjectStore, ownerId: string): ObjectStore {
  let claimed: Promise<void> | null = null;

  /** Once it is certain it is not asked again; until then, every time. */
  function sure(): Promise<void> {
    claimed ??= claim(objects, ownerId).catch((error: unknown) => {
      claimed = null;
      throw error;
    });
    return claimed;
  }

  const afterClaim =
    <Args extends unknown[], Result>(deed: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await sure();
      return deed(...args);
    };

  return {
    ...objects,
    async ping() {
      await objects.ping();
      await claim(objects, ownerId);
    },
    put: afterClaim(objects.put),
    adopt: afterClaim(objects.adopt),
    remove: afterClaim(objects.remove),
    removePrefix: afterClaim(objects.removePrefix),
    removeUnfinished: afterClaim(objects.removeUnfinished),
  };
}

/** @throws CodedError OBJECTS_IN_USE when another database was first; UNAVAILABLE */
async function claim(objects: ObjectStore, ownerId: string): Promise<void> {
  if ((await ownerOf(objects)) === null) await objects.put(OWNER_KEY, Readable.from([Buffer.from(ownerId)]));
  if ((await ownerOf(objects)) !== ownerId) throw new CodedError('OBJECTS_IN_USE');
}

async function ownerOf(objects: ObjectStore): Promise<string | null> {
  const marker = await objects.stat(OWNER_KEY);
  return marker && text(await objects.get(OWNER_KEY));
}
