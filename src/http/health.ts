import type { Express, Request, Response } from 'express';
import { answerMetrics, type MetricsPage } from './metrics.js';

/** How one part of the service is asked whether it works. */
export interface Check {
  /** Resolves when it works. */
  ask: () => Promise<unknown>;
  /** Whether nothing can be answered without it. */
  isVital: boolean;
}

export type Checks = Record<string, Check>;

/** A part without which nothing can be answered. */
export const vital = (ask: Check['ask']): Check => ({ ask, isVital: true });

/** A part without which the service answers still, and does the rest when it is back. */
export const helpful = (ask: Check['ask']): Check => ({ ask, isVital: false });

export const READY_PATH = '/health/ready';

const PATIENCE_MS = 2_000;

function live(_request: Request, response: Response): void {
  response.json({ status: 'ok' });
}

/** Names every part and how it is: 503 when a vital one does not work, else 200, `degraded` when another does not. */
function ready(checks: Checks) {
  return async (_request: Request, response: Response): Promise<void> => {
    const parts = await Promise.all(
      Object.entries(checks).map(async ([name, { ask, isVital }]) => ({
        name,
        isVital,
        state: await stateOf(ask),
      })),
    );
    const broken = parts.filter(({ state }) => state !== 'ok');
    const works = !broken.some(({ isVital }) => isVital);
    const status = broken.length === 0 ? 'ok' : works ? 'degraded' : 'unavailable';
    const dependencies = Object.fromEntries(parts.map(({ name, state }) => [name, state]));
    response.status(works ? 200 : 503).json({ status, dependencies });
  };
}

async function stateOf(ask: Check['ask']): Promise<'ok' | 'unavailable'> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('No answer in time.')), PATIENCE_MS);
  });
  try {
    await Promise.race([ask(), patience]);
    return 'ok';
  } catch {
    return 'unavailable';
  } finally {
    clearTimeout(timer);
  }
}

/** What those ask who run the service, whichever its role. */
export function answerOperators(app: Express, checks: Checks, metrics: MetricsPage): void {
  app.get('/health/live', live);
  app.get(READY_PATH, ready(checks));
  answerMetrics(app, metrics);
}
