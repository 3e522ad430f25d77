/** Where the services are that the tests of a run share: ports of 127.0.0.1. */
export interface SharedServices {
  postgresPort: number;
  pgbouncerPort: number;
  redisPort: number;
  /** Where S3 answers. */
  s3Url: string;
}

/** One that has its tables and an administrator, for others to begin as copies of it. */
export const PREPARED_DATABASE = 'prepared';

declare module 'vitest' {
  interface ProvidedContext {
    /** Not there: the service keeps all in its data directory. */
    services?: SharedServices;
  }
}
