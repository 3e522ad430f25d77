import type { RefusalReason } from '../../domain/facts.js';
import type { ActionGroup, SuggestedAction } from '../../domain/report.js';
import type { TrendVerdict } from '../../domain/trendTypes.js';

/** The codes of a report in words that need no glossary. */

export const ACTION_WORDS: Record<SuggestedAction, string> = {
  STATUS_MISSING: 'Status missing',
  PERSISTENT_FAILURE: 'Persistent failure',
  CHRONIC_INSTABILITY: 'Chronic instability',
  INTERMITTENT: 'Intermittent',
  STABILIZED: 'Stabilized',
  ALWAYS_OK: 'Always OK',
  PARTIAL_SUCCESS: 'Partial success',
};

export const GROUP_WORDS: Record<ActionGroup, { title: string; meaning: string; order: string }> = {
  ACTIONABLE: {
    title: 'To act on',
    meaning: 'Remediation failed, works only now and then, or left no status.',
    order: 'by score',
  },
  UNSTABLE: {
    title: 'Unstable',
    meaning: 'Remediation works, again and again, in a short time: the cause is still there.',
    order: 'by alerts',
  },
  ATTENTION: {
    title: 'Attention',
    meaning: 'The last remediation was a partial success, and none has failed.',
    order: 'by score',
  },
  REMEDIATED: {
    title: 'Remediated',
    meaning: 'The last remediation was a full success.',
    order: 'by last event',
  },
};

export const REASON_WORDS: Record<RefusalReason, string> = {
  MALFORMED_ROW: 'The row cannot be read as CSV',
  MISSING_KEY: 'A value of the key is blank',
  BAD_REMEDIATION_FLAG: 'has_remediation_task is neither REM_OK nor REM_NOT_OK',
  BAD_DATE: 'sys_created_on is not a date',
  MISSING_NUMBER: 'number is blank',
};

export const VERDICT_WORDS: Record<TrendVerdict, { title: string; tone: 'better' | 'worse' | 'same' }> = {
  SUSTAINED_EXCELLENCE: { title: 'Sustained excellence', tone: 'better' },
  FIRST_REGRESSION: { title: 'First regression', tone: 'worse' },
  EXCELLENCE_REACHED: { title: 'Excellence reached', tone: 'better' },
  REGRESSION: { title: 'Regression', tone: 'worse' },
  EFFECTIVE_BUT_UNSTABLE: { title: 'Effective but unstable', tone: 'same' },
  IMPROVEMENT: { title: 'Improvement', tone: 'better' },
  STAGNATION: { title: 'Stagnation', tone: 'same' },
  NEUTRAL: { title: 'Neutral', tone: 'same' },
};
