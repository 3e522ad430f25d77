import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Not there where services of the operator's are tested: a data directory holds no database then. */
    preparedDataDir?: string;
  }
}
