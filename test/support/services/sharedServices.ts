/** Addresses of the services that the tests of a run share. */
export interface SharedServices {
  /** Ports of 127.0.0.1. */
  postgresPort: number;
  pgbouncerPort: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Not there: the service keeps all in its data directory. */
    services?: SharedServices;
  }
}
