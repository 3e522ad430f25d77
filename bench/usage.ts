/** What is wrong with the command line, for the person who typed it. */
export class UsageError extends Error {
  /** @param usage how it is typed */
  constructor(
    message: string,
    readonly usage: string,
  ) {
    super(message);
  }
}
