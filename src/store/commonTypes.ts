/** One attempt at a job; it may write as long as the job is RUNNING under its fence. */
export interface Attempt {
  jobId: string;
  fence: number;
}

/** An attempt that hears of it when it has to stop in the middle of a write. */
export interface StoppableAttempt extends Attempt {
  signal?: AbortSignal;
}

export interface Page<Row> {
  edges: { node: Row; cursor: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface PageRequest {
  first: number;
  /** A cursor of the same list. @throws CodedError BAD_USER_INPUT for any other */
  after?: string | null;
}
