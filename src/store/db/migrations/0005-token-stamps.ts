import type { ClientBase } from 'pg';

/**
 * A token names the stamp that its user had when it was made; another stamp ends all tokens of the user. It is random,
 * not counted: a user who is deleted and made again must not find the old tokens working.
 */
const TOKEN_STAMPS = `
ALTER TABLE users ADD COLUMN token_stamp uuid NOT NULL DEFAULT gen_random_uuid();
`;

export async function tokenStamps(client: ClientBase): Promise<void> {
  await client.query(TOKEN_STAMPS);
}
