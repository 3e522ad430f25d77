import { SUGGESTED_ACTIONS, type SuggestedAction } from './report.js';
import { FAILURE, NO_TASK_FOUND, NOT_COLLECTED, PARTIAL, SUCCESS } from './words.js';

const code = (action: SuggestedAction): number => SUGGESTED_ACTIONS.indexOf(action);
const STATUS_MISSING = code('STATUS_MISSING');
const PERSISTENT_FAILURE = code('PERSISTENT_FAILURE');
const CHRONIC_INSTABILITY = code('CHRONIC_INSTABILITY');
const INTERMITTENT = code('INTERMITTENT');
const STABILIZED = code('STABILIZED');
const ALWAYS_OK = code('ALWAYS_OK');
const PARTIAL_SUCCESS = code('PARTIAL_SUCCESS');

/**
 * The suggested action, as its index in SUGGESTED_ACTIONS: the first rule that holds.
 * @param last code of the last status, 0 when all are blank
 * @param lastFlags what that status says
 * @param seen the flags of all entries of the chronology together
 * @param isChronic whether full successes are many and close enough together
 */
export function suggestedAction(last: number, lastFlags: number, seen: number, isChronic: boolean): number {
  const hadSuccess = (seen & (SUCCESS | PARTIAL)) !== 0;
  const hadFailure = (seen & FAILURE) !== 0;
  const lastIsSuccess = (lastFlags & SUCCESS) !== 0;

  // A chronology of nothing but uncollected statuses ends in one.
  if (last === 0 || (lastFlags & NOT_COLLECTED) !== 0) return STATUS_MISSING;
  if ((lastFlags & NO_TASK_FOUND) !== 0) return PERSISTENT_FAILURE;
  if (isChronic && lastIsSuccess) return CHRONIC_INSTABILITY;
  if (!lastIsSuccess && hadSuccess && hadFailure) return INTERMITTENT;
  if (lastIsSuccess) return hadFailure ? STABILIZED : ALWAYS_OK;
  if ((lastFlags & PARTIAL) !== 0 && !hadFailure) return PARTIAL_SUCCESS;
  return PERSISTENT_FAILURE;
}
