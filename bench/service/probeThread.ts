import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { ProbeRequest } from './probes.js';

/** Milliseconds from one request to the next, at least. */
const EVERY_MS = 5;

/** Asks one thing over and over on a connection of its own, in a thread of its own, until it is told to stop. */
async function probe({ url, token, operation, variedScore }: ProbeRequest): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  let asked = 0;
  let isOver = false;
  parentPort?.once('message', () => {
    isOver = true;
  });
  while (!isOver) {
    asked += 1;
    const body = operation && JSON.stringify(variedScore ? varied(operation, asked) : operation);
    const startedAt = performance.now();
    await ask(agent, url, token, body);
    const took = performance.now() - startedAt;
    times.push(took);
    await sleep(Math.max(0, EVERY_MS - took));
  }
  agent.destroy();
  return times;
}

/** Another question each time, which nobody can have kept an answer to. */
function varied({ query, variables }: NonNullable<ProbeRequest['operation']>, asked: number) {
  return { query, variables: { ...variables, filter: { minScore: asked / 1000 + Math.random() / 1000 } } };
}

function ask(agent: Agent, url: string, token: string, body: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent,
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    outgoing.once('error', reject);
    outgoing.once('response', async (response) => {
      const text = (await response.setEncoding('utf8').toArray()).join('');
      if (response.statusCode === 200 && !text.includes('"errors"')) return resolve();
      reject(new Error(`A probe was answered with ${response.statusCode}: ${text.slice(0, 300)}`));
    });
    outgoing.end(body);
  });
}

parentPort?.postMessage(await probe(workerData));
