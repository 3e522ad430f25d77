import { join } from 'node:path';
import { CodedError } from '../../errors.js';

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._=-]*(\/[A-Za-z0-9_-][A-Za-z0-9._=-]*)*$/;
const LONGEST_KEY = 1024;

/** The key itself. @throws CodedError BAD_USER_INPUT when the text is none */
export function checkKey(key: string): string {
  if (KEY.test(key) && key.length <= LONGEST_KEY) return key;
  throw new CodedError('BAD_USER_INPUT', `${JSON.stringify(key)} is not the key of an object.`);
}

/** The prefix itself, which ends with `/`. @throws CodedError BAD_USER_INPUT when the text is none */
export function checkPrefix(prefix: string): string {
  if (!prefix.endsWith('/')) {
    throw new CodedError('BAD_USER_INPUT', `${JSON.stringify(prefix)} is not a prefix of objects.`);
  }
  return `${checkKey(prefix.slice(0, -1))}/`;
}

/** The file of a key. @throws CodedError BAD_USER_INPUT when the text is no key: it could lead out of the folder */
export function pathOfKey(root: string, key: string): string {
  return join(root, checkKey(key));
}

/** The folder of a prefix. @throws CodedError BAD_USER_INPUT when the text is none */
export function pathOfPrefix(root: string, prefix: string): string {
  return join(root, checkPrefix(prefix));
}
