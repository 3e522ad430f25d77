import type { Judgement } from '../domain/judge.js';
import { SUGGESTED_ACTIONS } from '../domain/report.js';
import type { Pieces } from './copying.js';
import { encodePieces } from './pieces.js';

/**
 * The distinct opinions of a judgement: cases with the same action, risk, inefficiency and number of alerts have all
 * factors and the score in common. There are far fewer of them than cases, and each of their numbers is put into
 * words once: JavaScript alone knows how a float is written.
 */
export interface Opinions {
  /** The opinion of each case. */
  readonly codes: Uint32Array;
  /** A case of each opinion. */
  readonly cases: Uint32Array;
}

/** No report has as many cases: their facts would not fit into a memory. */
const MOST_CASES = 2 ** 26;

const known = new WeakMap<Judgement, Opinions>();

/** Found once, however many artefacts are made from a judgement. */
export function opinionsOf(judgement: Judgement): Opinions {
  let opinions = known.get(judgement);
  if (opinions === undefined) {
    opinions = findOpinions(judgement);
    known.set(judgement, opinions);
  }
  return opinions;
}

function findOpinions({ action, risk, inefficiency, alertCount }: Judgement): Opinions {
  const [risks, worsts, counts, grades, opinions] = Array.from({ length: 5 }, () => new Numbering());
  const cases: number[] = [];
  const codes = new Uint32Array(action.length);
  for (let index = 0; index < codes.length; index++) {
    const worst = worsts.of(inefficiency[index]) * SUGGESTED_ACTIONS.length + action[index];
    const grade = grades.of(risks.of(risk[index]) * MOST_CASES + worst);
    const code = opinions.of(counts.of(alertCount[index]) * MOST_CASES + grade);
    if (code === cases.length) cases.push(index);
    codes[index] = code;
  }
  return { codes, cases: Uint32Array.from(cases) };
}

/** @param write the text of an opinion, by one of its cases */
export function opinionPieces({ cases }: Opinions, write: (index: number) => string): Pieces {
  return encodePieces(cases.length, (writer, code) => writer.text(write(cases[code])));
}

/** Numbers values in the order in which they come. */
class Numbering {
  readonly #values = new Map<number, number>();

  of(value: number): number {
    let number = this.#values.get(value);
    if (number === undefined) {
      number = this.#values.size;
      this.#values.set(value, number);
    }
    return number;
  }
}
