import type { Facts } from '../domain/facts.js';
import type { Judgement } from '../domain/judge.js';
import type { ReportSummary } from '../domain/report.js';
import { type Texts, textsOf } from './copying.js';

/** What every artefact of a report is made from. */
export interface ReportSource {
  facts: Facts;
  judgement: Judgement;
  summary: ReportSummary;
  /** Name of the uploaded file, without a path. */
  fileName: string;
}

/** The texts of facts, ready to be copied by words. */
export interface SourceTexts {
  keys: Texts;
  numbers: Texts;
  statuses: Texts;
}

export function sourceTexts({ keys, numbers, statuses }: Facts): SourceTexts {
  return { keys: textsOf(keys), numbers: textsOf(numbers), statuses: textsOf(statuses.texts) };
}
