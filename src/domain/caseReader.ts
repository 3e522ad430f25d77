import type { Case } from './case.js';
import { explain } from './explain.js';
import { type Facts, KEY_DIGEST_BYTES, KEY_FIELDS } from './facts.js';
import type { Judgement } from './judge.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from './report.js';
import { textAt, textsBetween } from './text.js';
import { localDateTime } from './wallClock.js';

/** Decodes one case, with its whole lists. */
export function caseAt(facts: Facts, judgement: Judgement, index: number): Case {
  const [assignmentGroup, shortDescription, node, cmdbCiClass, cmdbCi, source, metricName] = textsBetween(
    facts.keys,
    index * KEY_FIELDS,
    (index + 1) * KEY_FIELDS,
  );
  const scored = {
    alertCount: judgement.alertCount[index],
    lastTaskStatus: statusAt(facts, facts.lastStatus[index]),
    action: SUGGESTED_ACTIONS[judgement.action[index]],
    score: judgement.score[index],
    factors: {
      risk: judgement.risk[index],
      action: judgement.actionFactor[index],
      inefficiency: judgement.inefficiency[index],
      volume: judgement.volume[index],
    },
  };
  return {
    key: keyHex(facts, index),
    assignmentGroup,
    shortDescription,
    node,
    cmdbCiClass,
    cmdbCi,
    source,
    metricName,
    firstEvent: localDateTime(facts.firstSeconds[index]),
    lastEvent: localDateTime(facts.lastSeconds[index]),
    alertCount: scored.alertCount,
    alertNumbers: textsBetween(facts.numbers, facts.numberStarts[index], facts.numberStarts[index + 1]),
    lastTaskStatus: scored.lastTaskStatus,
    statusChronology: chronologyAt(facts, index),
    action: scored.action,
    group: ACTION_GROUPS[judgement.group[index]],
    score: scored.score,
    factors: scored.factors,
    explanation: explain(scored),
  };
}

/** The key of a case: 32 lower-case hexadecimal digits. */
export function keyHex({ keyDigests }: Facts, index: number): string {
  let hex = '';
  for (let i = index * KEY_DIGEST_BYTES; i < (index + 1) * KEY_DIGEST_BYTES; i++) {
    hex += keyDigests[i].toString(16).padStart(2, '0');
  }
  return hex;
}

/** The word of a status code; null for the blank. */
export function statusAt(facts: Facts, code: number): string | null {
  return code === 0 ? null : textAt(facts.statuses.texts, code);
}

function chronologyAt(facts: Facts, index: number): (string | null)[] {
  const words = new Map<number, string | null>();
  const entries = facts.chronology.subarray(facts.chronologyStarts[index], facts.chronologyStarts[index + 1]);
  return Array.from(entries, (code) => {
    const known = words.get(code);
    if (known !== undefined) return known;
    const word = statusAt(facts, code);
    words.set(code, word);
    return word;
  });
}
