import { inject } from 'vitest';
import { type Backing, ownBacking } from '../backing.js';
import type { SharedServices } from './sharedServices.js';

/** Of services that share a data directory, one after another. */
const known = new Map<string, Promise<Backing>>();

/** What belongs to a data directory: all in it, or of shared services what is for this one alone. */
export function backingOf(dataDir: string): Promise<Backing> {
  const services = inject('services');
  const backing = known.get(dataDir) ?? (services ? shareOf(services) : Promise.resolve(ownBacking(dataDir)));
  known.set(dataDir, backing);
  return backing;
}

/** Its clients take half of the time that a test file takes to load: only who has services waits for them. */
async function shareOf(services: SharedServices): Promise<Backing> {
  const { sharedBacking } = await import('./sharedBacking.js');
  return sharedBacking(services);
}
