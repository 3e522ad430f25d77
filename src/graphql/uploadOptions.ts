import { DATE_ORDERS, ENCODINGS } from '../domain/facts.js';
import { CodedError } from '../errors.js';
import type { JobOptions } from '../store/types.js';
import type { UploadOptions } from './types/uploadOptions.js';

/**
 * What a client says about a file, in the words of the analysis.
 * @throws CodedError BAD_USER_INPUT, naming what is allowed
 */
export function jobOptions(given: UploadOptions | null | undefined): JobOptions {
  const options: JobOptions = {};
  if (given?.delimiter != null) options.delimiter = delimiterOf(given.delimiter);
  if (given?.encoding != null) options.encoding = oneOf('encoding', ENCODINGS, given.encoding.toLowerCase());
  if (given?.dateOrder != null)
    options.dateOrder = oneOf('dateOrder', DATE_ORDERS, given.dateOrder.toUpperCase());
  return options;
}

function delimiterOf(text: string): string {
  const delimiter = text === '\\t' ? '\t' : text;
  if (/^[\t\x20-\x7e]$/.test(delimiter) && !/["a-z0-9]/i.test(delimiter)) return delimiter;
  throw new CodedError('BAD_USER_INPUT', 'delimiter must be one ASCII character, no letter, digit or quote.');
}

function oneOf<Value extends string>(name: string, allowed: readonly Value[], value: string): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (found) return found;
  throw new CodedError('BAD_USER_INPUT', `${name} must be one of ${allowed.join(', ')}.`);
}
