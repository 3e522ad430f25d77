import { type Answer, differences } from '../answer.js';
import type { Contestant } from '../contestants.js';
import { type Times, timesOf } from '../statistics.js';
import { ChildFailure } from './childProcess.js';
import { type Measured, runContestant } from './runContestant.js';

/** How often everybody runs. Rounds are interleaved: whatever else the machine does meets them all alike. */
export interface ContestPlan {
  path: string;
  contestants: readonly Contestant[];
  /** Processes per contestant that run once. */
  coldRounds: number;
  /** Processes per contestant that run several times; none where 0. */
  warmRounds: number;
  /** Runs of a warm process that are dropped, and those that count. */
  warmUps: number;
  warmRuns: number;
}

export interface ContestResult {
  contestant: Contestant;
  /** Why its times do not count; null when its answer is the expected one, or none is expected. */
  fault: string | null;
  /** Whole processes, from start to end. */
  cold: Times | null;
  /** Analyses in a process that has run before. */
  warm: Times | null;
  /** Largest of all runs. */
  peakRssBytes: number | null;
}

interface Tally {
  cold: number[];
  warm: number[];
  peakRssBytes: number;
  fault: string | null;
}

/** A slow contestant runs so often. */
const SLOW_ROUNDS = 2;

/**
 * Lets all of them analyse a file in turn. Who answers otherwise than the first of our own once is out.
 * @param onStep told what runs next
 */
export async function contest(plan: ContestPlan, onStep: (text: string) => void): Promise<ContestResult[]> {
  const tallies = new Map<string, Tally>();
  for (const { id } of plan.contestants)
    tallies.set(id, { cold: [], warm: [], peakRssBytes: 0, fault: null });
  const expected = await expectedAnswer(plan, onStep);

  const take = async (contestant: Contestant, runs: number): Promise<Measured | null> => {
    const tally = tallies.get(contestant.id)!;
    if (tally.fault !== null) return null;
    onStep(`${contestant.label}${runs > 1 ? ', warm' : ''}`);
    try {
      const measured = await runContestant(contestant, plan.path, runs);
      tally.fault = faultOf(contestant, expected, measured.answer);
      tally.peakRssBytes = Math.max(tally.peakRssBytes, measured.peakRssBytes);
      return tally.fault === null ? measured : null;
    } catch (error) {
      if (!(error instanceof ChildFailure)) throw error;
      tally.fault = `n/a: ${error.message}`;
      return null;
    }
  };

  for (let round = 0; round < Math.max(plan.coldRounds, plan.warmRounds); round++) {
    for (const contestant of plan.contestants) {
      const tally = tallies.get(contestant.id)!;
      const rounds = contestant.slow ? Math.min(SLOW_ROUNDS, plan.coldRounds) : plan.coldRounds;
      if (round < rounds) {
        const measured = await take(contestant, 1);
        if (measured !== null) tally.cold.push(measured.wallMs);
      }
      if (contestant.warm && round < plan.warmRounds) {
        const measured = await take(contestant, plan.warmUps + plan.warmRuns);
        if (measured !== null) tally.warm.push(...measured.timesMs.slice(plan.warmUps));
      }
    }
  }
  return plan.contestants.map((contestant) => resultOf(contestant, tallies.get(contestant.id)!));
}

async function expectedAnswer(plan: ContestPlan, onStep: (text: string) => void): Promise<Answer> {
  const ours = plan.contestants.find(({ module }) => module === 'ours');
  if (ours === undefined) throw new Error('Nobody says what the answer is.');
  onStep('the expected answer');
  const { answer } = await runContestant(ours, plan.path, 1);
  if (answer === undefined) throw new Error('Our own engine gave no answer.');
  return answer;
}

function faultOf({ kind }: Contestant, expected: Answer, found: Answer | undefined): string | null {
  if (kind === 'FLOOR') return null;
  if (found === undefined) return 'wrong: no answer';
  const differing = differences(expected, found);
  return differing.length === 0 ? null : `wrong: ${differing.slice(0, 3).join('; ')}`;
}

function resultOf(contestant: Contestant, { cold, warm, peakRssBytes, fault }: Tally): ContestResult {
  if (fault !== null) return { contestant, fault, cold: null, warm: null, peakRssBytes: null };
  return {
    contestant,
    fault,
    cold: cold.length > 0 ? timesOf(cold) : null,
    warm: warm.length > 0 ? timesOf(warm) : null,
    peakRssBytes,
  };
}
