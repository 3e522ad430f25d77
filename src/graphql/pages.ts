import { CodedError } from '../errors.js';

/** Most entries of a page of cases, reports or jobs. */
export const LONGEST_PAGE = 200;

/**
 * How many entries to give.
 * @param most limit that the field documents
 * @throws CodedError BAD_USER_INPUT outside 1..most
 */
export function pageSize(first: number | null | undefined, standard: number, most = LONGEST_PAGE): number {
  const size = first ?? standard;
  if (size >= 1 && size <= most) return size;
  throw new CodedError('BAD_USER_INPUT', `first must be from 1 to ${most}; it is ${size}.`);
}
