import { join } from 'node:path';
import { Dashboard } from '../../../docs/client/operations.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { runChild } from '../../measure/childProcess.js';
import { type Times, timesOf } from '../../statistics.js';
import type { Deployment } from '../deployment.js';

const AUTOCANNON = join(PROJECT_ROOT, 'node_modules/autocannon/autocannon.js');
const CONNECTIONS = 10;

/** Requests a second, of each round. */
export interface RequestRates {
  dashboard: Times;
  typename: Times;
}

/** Asks for the dashboard, which is kept, and for what needs no data at all, in turns. */
export async function requestRates(
  { url, user }: Deployment,
  plan: { rounds: number; seconds: number },
): Promise<RequestRates> {
  const rate = async (query: string): Promise<number> => {
    const { stdout } = await runChild([
      AUTOCANNON,
      '--json',
      ...['--connections', String(CONNECTIONS), '--duration', String(plan.seconds), '--method', 'POST'],
      ...['--headers', 'content-type=application/json', '--headers', `authorization=Bearer ${user.token}`],
      ...['--body', JSON.stringify({ query }), `${url}/graphql`],
    ]);
    const result = JSON.parse(stdout) as { requests: { average: number }; non2xx: number; errors: number };
    if (result.non2xx + result.errors > 0) throw new Error(`autocannon met errors: ${stdout}`);
    return result.requests.average;
  };
  const [dashboard, typename]: number[][] = [[], []];
  for (let round = 0; round < plan.rounds; round++) {
    typename.push(await rate('{ __typename }'));
    dashboard.push(await rate(Dashboard));
  }
  return { dashboard: timesOf(dashboard), typename: timesOf(typename) };
}
