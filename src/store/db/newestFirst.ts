import { Op, type WhereOptions } from 'sequelize';
import { z } from 'zod';
import { readCursor, writeCursor } from './cursor.js';

/** The order of lists by age, as the indexes have it; the id breaks ties. */
export const NEWEST_FIRST: [string, string][] = [
  ['createdAt', 'DESC'],
  ['id', 'DESC'],
];

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** What comes after the cursor, or all. @throws CodedError BAD_USER_INPUT for a cursor of another list */
export function olderThan(after: string | null | undefined, list: string): WhereOptions {
  if (typeof after !== 'string') return {};
  const [createdAt, id] = readCursor(after, list, place);
  // Two conditions, for the index knows the first: it begins reading where the page begins.
  return {
    createdAt: { [Op.lte]: createdAt },
    [Op.or]: [{ createdAt: { [Op.lt]: createdAt } }, { id: { [Op.lt]: id } }],
  };
}

export function cursorByAge(list: string): (row: { createdAt: Date; id: string }) => string {
  return ({ createdAt, id }) => writeCursor(list, createdAt.toISOString(), id);
}
