import type { JobService } from '../jobs/types.js';
import type { ObjectStore, Store } from '../store/types.js';
import { type Loaders, makeLoaders } from './loaders.js';
import type { Tokens, Viewer } from './tokens.js';

/** What the resolvers work with; the same for every request. */
export interface Services {
  store: Store;
  objects: ObjectStore;
  jobs: JobService;
  tokens: Tokens;
  /** Largest upload, in bytes. */
  maxUploadBytes: number;
  /** Where an artefact of a report or a trend can be downloaded, signed anew at each call. */
  artifactUrl(ownerId: string, name: string): string;
}

/** What one operation works with. */
export interface GraphContext extends Loaders {
  services: Services;
  /** Null for a request without a token. */
  viewer: Viewer | null;
}

export function graphContext(services: Services, viewer: Viewer | null): GraphContext {
  return { services, viewer, ...makeLoaders(services.store) };
}
