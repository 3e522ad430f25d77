import { CodedError } from '../errors.js';

/** The two files of a comparison, in the order in which they are given. */
export const SIDES = ['previous', 'current'] as const;
export type Side = (typeof SIDES)[number];

/**
 * An error that says which of the two files it is about, by its place and by its name: the names may be the same.
 * What has no code stays as it is.
 */
export function aboutSide(error: unknown, side: Side, fileName?: string): unknown {
  if (!(error instanceof CodedError)) return error;
  const file = fileName === undefined ? `The ${side} file` : `The ${side} file, ${fileName}`;
  return new CodedError(error.code, `${file}: ${error.message}`, error);
}
