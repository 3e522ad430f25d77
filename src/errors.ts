/**
 * The one table of errors: what went wrong (code), the status that HTTP answers with, what the user is told, and
 * what the user can do. Messages are safe to show; what only the operator may know goes to `cause` and the log.
 */
export const ERRORS = {
  EMPTY_FILE: {
    status: 422,
    message: 'The file is empty.',
    advice: 'Export the alerts again and check that the file has a header line.',
  },
  NOT_A_CSV: {
    status: 422,
    message: 'The file is not a CSV.',
    advice: 'Upload the CSV export itself (plain or gzip), not a spreadsheet, an archive or a picture.',
  },
  BAD_ENCODING: {
    status: 422,
    message: 'The text of the file cannot be decoded.',
    advice: 'Export as UTF-8, or name the encoding in the options.',
  },
  MISSING_COLUMNS: {
    status: 422,
    message: 'Required columns are missing.',
    advice: 'Add the named columns to the export; names are exact.',
  },
  TOO_LARGE: {
    status: 413,
    message: 'The file is larger than the limit.',
    advice: 'Split the export by period, or have the limit raised.',
  },
  ARCHIVE_LIMIT: {
    status: 413,
    message: 'The archive unpacks to more than the limit.',
    advice: 'Upload the CSV unpacked, or have the limit raised.',
  },
  BAD_USER_INPUT: {
    status: 400,
    message: 'The request is not valid.',
    advice: 'Correct the named value and send the request again.',
  },
  QUERY_TOO_LARGE: {
    status: 400,
    message: 'The query asks for more than it may.',
    advice: 'Ask for less at a time: smaller pages, fewer lists within lists, several queries.',
  },
  UNAUTHENTICATED: {
    status: 401,
    message: 'A valid token is required.',
    advice: 'Sign in with login and send the token as "Authorization: Bearer …".',
  },
  FORBIDDEN: {
    status: 403,
    message: 'Your role does not allow this.',
    advice: 'Ask an administrator for the role that the operation needs.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    message: 'Too many wrong passwords.',
    advice: 'Wait for as long as the message says.',
  },
  RATE_LIMITED: {
    status: 429,
    message: 'Too much was asked for within a short time.',
    advice: 'Wait for as long as the message and Retry-After say.',
  },
  LINK_EXPIRED: {
    status: 403,
    message: 'The link has expired.',
    advice: 'Read the report again, or create the upload again: every answer has new links.',
  },
  NOT_FOUND: {
    status: 404,
    message: 'There is no such thing.',
    advice: 'Check the id; it may have been deleted.',
  },
  NO_FILE: {
    status: 400,
    message: 'The request carries no file.',
    advice: 'Send the file as described by the GraphQL multipart request specification.',
  },
  BAD_UPLOAD: { status: 400, message: 'The upload could not be read.', advice: 'Send the whole body again.' },
  UPLOAD_DIFFERS: {
    status: 422,
    message: 'The bytes that were sent are not those that were announced.',
    advice: 'Create another upload for the file as it is now, and send it anew.',
  },
  WRONG_METHOD: {
    status: 405,
    message: 'The method is not one that is answered here.',
    advice: 'Use the method that the header Allow names.',
  },
  WRONG_CONTENT_TYPE: {
    status: 415,
    message: 'Bodies of this type are not taken here.',
    advice: 'Send the bytes of the file themselves, as text/csv or application/gzip.',
  },
  DISK_FULL: {
    status: 507,
    message: 'The service has no room to keep this.',
    advice: 'Try again when the operator has made room on the disk.',
  },
  CONFLICT: {
    status: 409,
    message: 'The state does not allow this.',
    advice: 'Read the current state and decide again.',
  },
  OUT_OF_MEMORY: {
    status: 507,
    message: 'The analysis needs more memory than it may use.',
    advice: 'Raise the memory limit, or split the export by period.',
  },
  FILE_CHANGED: {
    status: 409,
    message: 'The file changed while it was read.',
    advice: 'Run the analysis again on a file that nobody writes to.',
  },
  FILE_UNREADABLE: {
    status: 400,
    message: 'The file cannot be read.',
    advice: 'Check that the path names a regular file that you may read.',
  },
  OUTPUT_UNWRITABLE: {
    status: 500,
    message: 'The result cannot be written.',
    advice: 'Check that the folder may be written to and that its disk has room.',
  },
  FACTS_UNREADABLE: {
    status: 500,
    message: 'The stored facts cannot be read.',
    advice: 'Analyse the upload again.',
  },
  CANCELLED: {
    status: 409,
    message: 'The job was cancelled.',
    advice: 'Retry the job if its result is wanted after all.',
  },
  JOB_TIMEOUT: {
    status: 504,
    message: 'The job took longer than it may.',
    advice:
      'Retry the job when the service has less to do, split the export by period, or have the limit raised.',
  },
  DATA_DIR_IN_USE: {
    status: 503,
    message: 'Another process uses the data directory.',
    advice: 'Stop the other process, or give this one a DATA_DIR of its own.',
  },
  DATA_DIR_NOT_TRAVERSABLE: {
    status: 503,
    message: 'PostgreSQL cannot reach the data directory.',
    advice: 'Give DATA_DIR a place that an ordinary user can traverse, or start as an ordinary user.',
  },
  DATA_DIR_DAMAGED: {
    status: 503,
    message: 'Something is missing in the data directory.',
    advice: 'Put back what the message names, from a copy of DATA_DIR.',
  },
  OBJECTS_IN_USE: {
    status: 503,
    message: 'The bucket or folder of objects belongs to another database.',
    advice:
      'Give this service an S3_BUCKET, OBJECTS_DIR or DATA_DIR of its own. When its database has taken the place of the other for good, remove the object "owner" there.',
  },
  BAD_CONFIGURATION: {
    status: 503,
    message: 'The configuration is not valid.',
    advice: 'Correct the named environment variable.',
  },
  UNAVAILABLE: {
    status: 503,
    message: 'A part of the service is not available.',
    advice: 'Try again shortly.',
  },
  QUERY_TIMEOUT: {
    status: 503,
    message: 'The query took longer than it may.',
    advice: 'Ask for less: a narrower filter, no free search, a smaller page.',
  },
  INTERNAL: {
    status: 500,
    message: 'Something went wrong on our side.',
    advice: 'Try again; if it stays, give the operator the time and the id of the request.',
  },
} as const satisfies Record<string, { status: number; message: string; advice: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An error that a user may see: a code of the table, and a message that may say more than the table's. */
export class CodedError extends Error {
  readonly code: ErrorCode;

  /**
   * @param code   a code of ERRORS
   * @param detail replaces the table's message; must be safe to show
   * @param cause  for the log only
   */
  constructor(code: ErrorCode, detail?: string, cause?: unknown) {
    super(detail ?? ERRORS[code].message, cause === undefined ? undefined : { cause });
    this.name = 'CodedError';
    this.code = code;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** An error that is over by itself after a while. */
export class RetryLater extends CodedError {
  /** @param retryAfter seconds until it is worth another try */
  constructor(
    code: ErrorCode,
    readonly retryAfter: number,
    detail?: string,
  ) {
    super(code, detail);
  }
}

/** What may leave the process of any error: coded ones as they are, all others as INTERNAL. */
export function publicError(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof CodedError) return { code: error.code, message: error.message };
  return { code: 'INTERNAL', message: ERRORS.INTERNAL.message };
}
