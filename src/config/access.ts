import { z } from 'zod';
import { entriesOf, text, wholeNumber } from './kinds.js';

/** Who may come in. */
export const ACCESS_VARIABLES = z.object({
  ADMIN_USER: text(128).default('admin').describe('Name of the administrator. Default admin.'),
  ADMIN_PASSWORD: text()
    .min(8, 'at least 8 characters')
    .optional()
    .describe(
      'Password of the administrator, set anew at every start. Default: a random one, printed at the first start.',
    ),
  JWT_SECRET: text(4096)
    .transform((list) => entriesOf(list, ','))
    .refine(
      (secrets) => secrets.length > 0 && secrets.every(({ length }) => length >= 32),
      'at least 32 characters each',
    )
    .optional()
    .describe(
      'Secret that signs tokens and download links, at least 32 characters; or several, with commas between: the first one signs, all of them verify, so that a secret can be replaced. Default: made at the first start, kept in DATA_DIR.',
    ),
  TOKEN_TTL: wholeNumber(60, 31_536_000)
    .default(43_200)
    .describe('Life of a token, in seconds. Default 43200 (12 hours).'),
  ANONYMOUS_ROLE: z
    .enum(['VIEWER'], 'VIEWER, or nothing')
    .optional()
    .describe(
      'What those may do who send no token: VIEWER lets everyone who reaches the service read all reports. Default: nothing but sign in.',
    ),
  LOGIN_FAILURES: wholeNumber(1, 10_000)
    .default(10)
    .describe(
      'Wrong passwords that one address may send for one user within LOGIN_WINDOW, before it has to wait; for all users together ten times as many. Counted by all processes that share a Redis, else by each. Default 10.',
    ),
  LOGIN_WINDOW: wholeNumber(1, 86_400)
    .default(900)
    .describe('Time in which wrong passwords are counted, in seconds. Default 900 (15 minutes).'),
});

type Variables = z.infer<typeof ACCESS_VARIABLES>;

export function accessOf(environment: Variables) {
  return {
    admin: { user: environment.ADMIN_USER, password: environment.ADMIN_PASSWORD },
    tokens: { secrets: environment.JWT_SECRET, ttlSeconds: environment.TOKEN_TTL },
    anonymousRole: environment.ANONYMOUS_ROLE ?? null,
    loginLimit: { failures: environment.LOGIN_FAILURES, windowSeconds: environment.LOGIN_WINDOW },
  };
}
