import type { JobService } from '../jobs/types.js';
import type { Cache } from '../store/cache/types.js';
import type { ObjectStore, Role, Store } from '../store/types.js';
import { type Loaders, makeLoaders } from './loaders.js';
import type { LoginLimit } from './loginLimit.js';
import type { QueryLimits } from './queryLimits.js';
import type { Asker, RateLimits } from './rateLimits.js';
import type { Tokens } from './tokens.js';
import type { Viewer } from './viewer.js';

/** What clients may keep open over websockets. */
export interface SocketLimits {
  /** Operations under way at a time over one connection. */
  operations: number;
  /** Connections from one address. */
  perAddress: number;
}

/** Told of uploads that were kept, with all that had to be done until they could be answered. */
export interface UploadObserver {
  /** @param ms from the last byte to the answer */
  accepted(way: 'put' | 'multipart', bytes: number, ms: number): void;
}

/** What the resolvers work with; the same for every request. */
export interface Services {
  store: Store;
  /** Of answers; the store keeps what it reads in the same one. */
  cache: Cache;
  objects: ObjectStore;
  jobs: JobService;
  tokens: Tokens;
  loginLimit: LoginLimit;
  rates: RateLimits;
  /** What those may do who have no token; null: nothing but sign in. */
  anonymousRole: Role | null;
  queryLimits: QueryLimits;
  socketLimits: SocketLimits;
  /** Proxies in front of the service that say where requests come from. */
  trustedProxies: number;
  /** Largest upload, in bytes. */
  maxUploadBytes: number;
  uploadObserver: UploadObserver;
  /** Where an artefact of a report or a trend can be downloaded, signed anew at each call. */
  artifactUrl(ownerId: string, name: string): string;
}

/** What one operation works with. */
export interface GraphContext extends Loaders {
  services: Services;
  /** Null for a request without a token. */
  viewer: Viewer | null;
  /** Where the request comes from. */
  address: string;
  /** When the last byte of the request came, by performance.now(); null when it has not been noted. */
  wholeAt: () => number | null;
}

/** Who asks, as the limits count. */
export function askerOf({ viewer, address }: Pick<GraphContext, 'viewer' | 'address'>): Asker {
  return { username: viewer?.username ?? null, address };
}

export function graphContext(
  services: Services,
  viewer: Viewer | null,
  address: string,
  wholeAt: GraphContext['wholeAt'] = () => null,
): GraphContext {
  return { services, viewer, address, wholeAt, ...makeLoaders(services.store) };
}
