import { CodedError } from '../errors.js';

const LONGEST_NAME = 128;
const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 1024;
const FEWEST_CHARACTERS = 5;

/** What a name must be, for descriptions and errors. */
export const USERNAME_RULE = `1 to ${LONGEST_NAME} characters, none of them a control character, no blank at either end`;

/** What a password must be. */
export const PASSWORD_RULE = `${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters, at least ${FEWEST_CHARACTERS} different ones, and not the user name`;

/** @throws CodedError BAD_USER_INPUT that says what is allowed */
export function checkUsername(username: string): void {
  const length = [...username].length;
  const isName =
    length >= 1 &&
    length <= LONGEST_NAME &&
    !/[\p{Cc}\p{Cs}]/u.test(username) &&
    username.trim() === username;
  if (!isName) throw new CodedError('BAD_USER_INPUT', `username: ${USERNAME_RULE}.`);
}

/** @throws CodedError BAD_USER_INPUT that says what is allowed, never what was given */
export function checkPassword(password: string, username: string): void {
  const characters = [...password.normalize('NFC')];
  const isPassword =
    characters.length >= SHORTEST_PASSWORD &&
    characters.length <= LONGEST_PASSWORD &&
    new Set(characters).size >= FEWEST_CHARACTERS &&
    password.toLowerCase() !== username.toLowerCase();
  if (!isPassword) throw new CodedError('BAD_USER_INPUT', `password: ${PASSWORD_RULE}.`);
}
