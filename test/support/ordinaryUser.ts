import { chownSync } from 'node:fs';

const NOBODY = 65_534;

/** As whom servers run that refuse root: for spawn, beside its other options. Nothing where the tests are not root. */
export const ORDINARY_USER: { uid?: number; gid?: number } =
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Gives a file or folder to that user. */
export function giveToOrdinaryUser(path: string): void {
  const { uid, gid } = ORDINARY_USER;
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}
