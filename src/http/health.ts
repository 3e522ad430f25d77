import type { Request, Response } from 'express';

/** A part that the service needs; resolves when it works. */
export type Checks = Record<string, () => Promise<unknown>>;

const PATIENCE_MS = 2_000;

export function live(_request: Request, response: Response): void {
  response.json({ status: 'ok' });
}

/** Names every part and how it is: 200 when all of them work, else 503. */
export function ready(checks: Checks) {
  return async (_request: Request, response: Response): Promise<void> => {
    const states = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
    );
    const works = states.every(([, state]) => state === 'ok');
    response
      .status(works ? 200 : 503)
      .json({ status: works ? 'ok' : 'unavailable', dependencies: Object.fromEntries(states) });
  };
}

async function stateOf(check: () => Promise<unknown>): Promise<'ok' | 'unavailable'> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('No answer in time.')), PATIENCE_MS);
  });
  try {
    await Promise.race([check(), patience]);
    return 'ok';
  } catch {
    return 'unavailable';
  } finally {
    clearTimeout(timer);
  }
}
