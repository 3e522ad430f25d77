import { explain } from '../../domain/explain.js';
import { SUGGESTED_ACTIONS } from '../../domain/report.js';
import { dictionarySize, textAt } from '../../domain/text.js';
import { opinionsOf } from '../opinions.js';
import type { TableSource } from './table.js';
import type { WordsOf } from './words.js';

/** Why each case got its action and score, in words: cases of the same opinion and last status share them. */
export function explanations(source: TableSource): WordsOf {
  const { statuses, lastStatus } = source.facts;
  const opinions = opinionsOf(source.judgement);
  const statusCount = dictionarySize(statuses);
  return ({ from, to }) => {
    const known = new Map<number, number>();
    const cases = new Uint32Array(to - from);
    const codes = new Uint32Array(to - from);
    for (let i = 0; i < codes.length; i++) {
      const reasons = opinions.codes[from + i] * statusCount + lastStatus[from + i];
      let code = known.get(reasons);
      if (code === undefined) {
        code = known.size;
        known.set(reasons, code);
        cases[code] = from + i;
      }
      codes[i] = code;
    }
    return {
      codes,
      count: known.size,
      write: (out, code) => {
        const text = Buffer.from(explanationAt(source, cases[code]), 'utf8');
        out.uint32(text.length);
        out.copy(text);
      },
    };
  };
}

function explanationAt({ facts, judgement }: TableSource, index: number): string {
  const status = facts.lastStatus[index];
  return explain({
    alertCount: judgement.alertCount[index],
    lastTaskStatus: status === 0 ? null : textAt(facts.statuses.texts, status),
    action: SUGGESTED_ACTIONS[judgement.action[index]],
    score: judgement.score[index],
    factors: {
      risk: judgement.risk[index],
      action: judgement.actionFactor[index],
      inefficiency: judgement.inefficiency[index],
      volume: judgement.volume[index],
    },
  });
}
