import { registerEnumType } from 'type-graphql';
import { CASE_ORDERS, type CaseOrder } from '../domain/caseOrders.js';
import {
  ACTION_GROUPS,
  type ActionGroup,
  ARTIFACT_KINDS,
  type ArtifactKind,
  SUGGESTED_ACTIONS,
  type SuggestedAction,
} from '../domain/report.js';
import { TREND_VERDICTS, type TrendVerdict } from '../domain/trendTypes.js';
import {
  JOB_KINDS,
  JOB_STAGES,
  JOB_STATUSES,
  type JobKind,
  type JobStage,
  type JobStatus,
  ROLES,
  type Role,
} from '../store/types.js';

type EnumObject<Value extends string> = { readonly [Key in Value]: Key };

/** The values of the domain or the store as the object that type-graphql wants, each with its description. */
function enumType<Value extends string>(
  name: string,
  description: string,
  values: readonly Value[],
  descriptions: Record<Value, string>,
): EnumObject<Value> {
  const object = Object.fromEntries(values.map((value) => [value, value])) as EnumObject<Value>;
  registerEnumType(object, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      values.map((value) => [value, { description: descriptions[value] }]),
    ) as Record<Value, { description: string }>,
  });
  return object;
}

export const RoleEnum = enumType<Role>(
  'Role',
  'What a user may do; each role may do what those before it may.',
  ROLES,
  {
    VIEWER: 'Reads reports and jobs.',
    ANALYST: 'Uploads files.',
    ADMIN: 'May do everything.',
  },
);

export const JobKindEnum = enumType<JobKind>('JobKind', 'What a job makes.', JOB_KINDS, {
  ANALYSIS: 'A report of one file.',
  COMPARISON: 'A comparison of two files.',
});

export const JobStatusEnum = enumType<JobStatus>(
  'JobStatus',
  'How far a job is. SUCCEEDED, FAILED and CANCELLED are final.',
  JOB_STATUSES,
  {
    QUEUED: 'Waits for its turn.',
    RUNNING: 'Is worked on.',
    SUCCEEDED: 'Ended with its result.',
    FAILED: 'Ended without a result; `Job.error` says why.',
    CANCELLED: 'Was cancelled before it ended.',
  },
);

export const JobStageEnum = enumType<JobStage>(
  'JobStage',
  'What a job is at, in the order in which it passes the stages.',
  JOB_STAGES,
  {
    RECEIVED: 'The upload is safe.',
    SCANNING: 'The file is read.',
    MERGING: 'The parts that the threads have read are put together.',
    CLASSIFYING: 'Actions and scores are decided.',
    COMPARING: 'The report is compared with the one before it.',
    REPORTING: 'Artefacts are written.',
    STORING: 'The report is committed.',
    DONE: 'Nothing is left to do.',
  },
);

export const SuggestedActionEnum = enumType<SuggestedAction>(
  'SuggestedAction',
  'What the history of a case suggests. The first rule that holds decides.',
  SUGGESTED_ACTIONS,
  {
    STATUS_MISSING: 'No remediation status was collected.',
    PERSISTENT_FAILURE: 'No success on record, or no task was found.',
    CHRONIC_INSTABILITY: 'Remediation works, again and again, in a short window.',
    INTERMITTENT: 'Successes and failures; the last one is not a full success.',
    STABILIZED: 'The last one is a full success, after failures.',
    ALWAYS_OK: 'Only successes, the last one full.',
    PARTIAL_SUCCESS: 'The last one is a partial success; never a failure.',
  },
);

export const ActionGroupEnum = enumType<ActionGroup>(
  'ActionGroup',
  'Which list a case belongs to.',
  ACTION_GROUPS,
  {
    ACTIONABLE: 'Somebody must act: STATUS_MISSING, PERSISTENT_FAILURE, INTERMITTENT.',
    REMEDIATED: 'Automation has solved it: ALWAYS_OK, STABILIZED.',
    UNSTABLE: 'Solved, but it comes back: CHRONIC_INSTABILITY.',
    ATTENTION: 'Worth a look: PARTIAL_SUCCESS.',
  },
);

export const ArtifactKindEnum = enumType<ArtifactKind>(
  'ArtifactKind',
  'What a file made for a report holds.',
  ARTIFACT_KINDS,
  {
    SUMMARY_JSON: 'The whole report with all its cases, as JSON.',
    ACTIONABLE_CSV: 'The ACTIONABLE cases, by score.',
    REMEDIATED_CSV: 'The REMEDIATED cases, by last event.',
    UNSTABLE_CSV: 'The UNSTABLE cases, by alert count.',
    ATTENTION_CSV: 'The ATTENTION cases, by score.',
    INVALID_ROWS_CSV: 'The refused rows, with line, byte offset and reason.',
    REPORT_HTML: 'The report as a page.',
    TREND_HTML: 'The trend as a page.',
    TREND_JSON: 'The trend as JSON.',
    ACTION_PLAN_CSV: 'The ACTIONABLE cases of one squad, with columns to plan the work in.',
    ALERTS_PARQUET: 'The alerts, for analytical databases.',
    CASES_PARQUET: 'The cases, for analytical databases.',
    BUNDLE_ZIP: 'All other files made for the report, in one archive.',
    ORIGINAL_UPLOAD: 'The file that the report was made from, byte for byte.',
  },
);

export const TrendVerdictEnum = enumType<TrendVerdict>(
  'TrendVerdict',
  'What a trend says as a whole, by ACTIONABLE cases. The first that holds decides.',
  TREND_VERDICTS,
  {
    SUSTAINED_EXCELLENCE: 'No case before, none now.',
    FIRST_REGRESSION: 'No case before, some now.',
    EXCELLENCE_REACHED: 'Some cases before, none now.',
    REGRESSION: 'More cases than before.',
    EFFECTIVE_BUT_UNSTABLE: 'Not more than before, but for those resolved many new ones: over three in four.',
    IMPROVEMENT: 'Fewer cases than before.',
    STAGNATION: 'As many as before, and none of them resolved.',
    NEUTRAL: 'As many as before, some resolved, some new.',
  },
);

export const CaseOrderEnum = enumType<CaseOrder>(
  'CaseOrder',
  'Order of cases: descending, equal ones by key, ascending.',
  CASE_ORDERS,
  {
    SCORE: 'Highest score first.',
    ALERT_COUNT: 'Most alerts first.',
    FIRST_EVENT: 'Latest first event first.',
    LAST_EVENT: 'Latest last event first.',
  },
);
