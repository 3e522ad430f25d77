import { randomUUID } from 'node:crypto';
import type { Hints } from '../hints.js';
import type { JobLog } from '../types.js';
import { Outage } from './outage.js';
import { IMPATIENT, PATIENT, redisClient } from './redisClient.js';

const CHANNEL = 'smartremedy:hints';

export interface HintRelay {
  close(): void;
}

/**
 * Carries hints between processes, through Redis. One that gets lost costs a second: whoever waits reads its row again
 * by then.
 */
export function relayHints(hints: Hints, redisUrl: string, log: JobLog): HintRelay {
  const outage = new Outage('Redis, which carries hints,', log);
  const speaker = redisClient(redisUrl, IMPATIENT, outage);
  const listener = redisClient(redisUrl, PATIENT, outage);
  // One's own come back, too, and were heard already.
  const self = randomUUID();
  listener.on('message', (_channel, message) => {
    const [from, topic] = splitOnce(message);
    if (from !== self) hints.hear(topic);
  });
  // After an outage the client subscribes again by itself.
  listener.subscribe(CHANNEL).catch((error) => outage.sayFailed(error));
  hints.passOnTo((topic) => {
    speaker.publish(CHANNEL, `${self} ${topic}`).catch((error) => outage.sayFailed(error));
  });
  return {
    close() {
      hints.passOnTo(null);
      speaker.disconnect();
      listener.disconnect();
    },
  };
}

function splitOnce(message: string): [string, string] {
  const blank = message.indexOf(' ');
  return [message.slice(0, blank), message.slice(blank + 1)];
}
