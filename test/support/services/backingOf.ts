import { inject } from 'vitest';
import { type Backing, ownBacking } from '../backing.js';
import type { SharedServices } from './sharedServices.js';

/** Of services that share a data directory, one after another. */
const known = new Map<string, Promise<Backing>>();

/**
 * What belongs to a data directory: all in it, or of shared services what is for this one alone.
 * @param isEmpty whether its database begins without even the tables
 */
export function backingOf(dataDir: string, isEmpty: boolean): Promise<Backing> {
  const services = inject('services');
  const backing =
    known.get(dataDir) ?? (services ? shareOf(services, isEmpty) : Promise.resolve(ownBacking(dataDir)));
  known.set(dataDir, backing);
  return backing;
}

/** Its clients take half of the time that a test file takes to load: only who has services waits for them. */
async function shareOf(services: SharedServices, isEmpty: boolean): Promise<Backing> {
  const { sharedBacking } = await import('./sharedBacking.js');
  return sharedBacking(services, isEmpty);
}
