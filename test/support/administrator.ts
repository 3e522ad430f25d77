import pg from 'pg';
import { hashPassword } from '../../src/store/db/passwords.js';

/** Of whom every service under test makes its administrator, unless its test says otherwise. */
export const ADMINISTRATOR = { username: 'admin', password: 'correct horse battery' };

/** Far below what the service takes: tests sign in hundreds of times. */
const CHEAP = { N: 2 ** 4, r: 8, p: 1 };

/** Adds the administrator to a database that has its tables. */
export async function addAdministrator(url: string): Promise<void> {
  const { username, password } = ADMINISTRATOR;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`INSERT INTO users (username, role, password_hash) VALUES ($1, 'ADMIN', $2)`, [
      username,
      await hashPassword(password, CHEAP),
    ]);
  } finally {
    await client.end();
  }
}
