import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Cost of new hashes (some 60 ms, 32 MiB); a stored hash names its own, so that these can be raised. */
const COST = { N: 2 ** 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const MEMORY_LIMIT = 256 * 1024 ** 2;

/** Hash of a password, as `scrypt$N$r$p$salt$key`. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password.normalize('NFC'), salt, KEY_BYTES, { ...cost, maxmem: MEMORY_LIMIT });
  return stored(cost, salt, key);
}

/** What no password is found to be, in the time that it takes with another: its key was drawn, not derived. */
export function hashOfNothing(): string {
  return stored(COST, randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));
}

export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, n, r, p, salt, key] = hash.split('$');
  const expected = Buffer.from(key, 'base64');
  const cost = { N: Number(n), r: Number(r), p: Number(p), maxmem: MEMORY_LIMIT };
  const given = await derive(
    password.normalize('NFC'),
    Buffer.from(salt, 'base64'),
    expected.byteLength,
    cost,
  );
  return timingSafeEqual(given, expected);
}

function stored({ N, r, p }: typeof COST, salt: Buffer, key: Buffer): string {
  return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$');
}
