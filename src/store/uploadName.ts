import { CodedError } from '../errors.js';

/** Longest name of an uploaded file, in characters. */
export const LONGEST_NAME = 255;

/** A name as a browser sends it, without folders and control characters, cut to the longest. */
export function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last.replace(/\p{Cc}/gu, '').trim();
  return [...plain].slice(0, LONGEST_NAME).join('') || 'upload.csv';
}

/**
 * A name that somebody has written on purpose: taken as it is, or not at all.
 * @throws CodedError BAD_USER_INPUT that says what is wrong with it
 */
export function checkName(name: unknown): string {
  if (name === undefined || name === '') throw badName('is missing');
  if (typeof name !== 'string') throw badName('must be given once');
  if (/[\\/]/.test(name) || name === '.' || name === '..') throw badName('must be a name without folders');
  if (/\p{Cc}/u.test(name)) throw badName('must have no control characters');
  if (name.trim() === '') throw badName('must not be blank');
  if ([...name].length > LONGEST_NAME) throw badName(`may have ${LONGEST_NAME} characters`);
  return name;
}

function badName(what: string): CodedError {
  return new CodedError('BAD_USER_INPUT', `fileName ${what}.`);
}
