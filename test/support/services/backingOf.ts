import { inject } from 'vitest';
import { type Backing, ownBacking } from '../backing.js';
import { sharedBacking } from './sharedBacking.js';

/** Of services that share a data directory, one after another. */
const known = new Map<string, Promise<Backing>>();

/** What belongs to a data directory: all in it, or of shared services what is for this one alone. */
export function backingOf(dataDir: string): Promise<Backing> {
  const services = inject('services');
  const backing =
    known.get(dataDir) ?? Promise.resolve(services ? sharedBacking(services) : ownBacking(dataDir));
  known.set(dataDir, backing);
  return backing;
}
