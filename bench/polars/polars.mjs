import pl from 'nodejs-polars';
import { noCases, noInvalidRows } from '../../dist/bench/answer.js';
import { BLANK_WORDS } from '../../dist/bench/rivals/blanks.js';
import { runRival } from '../../dist/bench/rivals/rival.js';
import { KEY_COLUMNS } from '../../dist/src/domain/facts.js';

const SEVERITIES = [
  ['Crítico', 10],
  ['Alto / Major', 8],
  ['Médio / Minor', 5],
  ['Aviso', 3],
  ['Baixo / Informativo', 2],
];
const PRIORITIES = [
  ['Urgente', 10],
  ['Alto(a)', 8],
  ['Moderado(a)', 5],
  ['Baixo(a)', 2],
  ['Vazio', 1],
];
const ACTION_FACTORS = [
  ['PERSISTENT_FAILURE', 1.5],
  ['INTERMITTENT', 1.2],
  ['STATUS_MISSING', 1.1],
  ['PARTIAL_SUCCESS', 1.1],
];
/** Whatever unit strptime is asked for, what it makes are microseconds. */
const TWO_HOURS_US = 7_200_000_000;
/**
 * polars, lazily, all columns as text, dialect and blanks given. As for DuckDB, refused rows are grouped along, words are
 * compared as the files spell them.
 * The number of its threads comes by POLARS_MAX_THREADS.
 */
function open({ path }) {
  return {
    async analyse() {
      const analysed = await analysis(path).collect();
      return async () => addUp(analysed);
    },
    async close() {},
  };
}
function analysis(path) {
  const status = pl.col('tasks_status');
  const isPositive = status.isIn(['Closed', 'Closed Skipped']).fillNull(false);
  const isNeutral = status.eq(pl.lit('NO_STATUS')).fillNull(false);
  return pl
    .scanCSV(path, {
      sep: ';',
      quoteChar: '"',
      inferSchemaLength: 0,
      nullValues: ['', ...BLANK_WORDS],
    })
    .select(
      ...KEY_COLUMNS.map((name) => pl.col(name)),
      pl.col('number'),
      status,
      pl.col('has_remediation_task').str.strip().alias('flag'),
      pl.col('sys_created_on').str.strptime(pl.Datetime('ms'), '%Y-%m-%d %H:%M:%S').alias('event'),
      weight('severity', SEVERITIES).add(weight('sn_priority_group', PRIORITIES)).alias('weight'),
    )
    .withColumn(refusal().alias('reason'))
    .groupBy(['reason', ...KEY_COLUMNS])
    .agg(
      pl.len().alias('entries'),
      pl.col('number').nUnique().alias('alerts'),
      pl.col('event').min().alias('first'),
      pl.col('event').max().alias('last'),
      pl.col('weight').max().alias('risk'),
      status.sortBy('event').alias('chronology'),
      status
        .filter(status.isNotNull())
        .sortBy(pl.col('event').filter(status.isNotNull()), true)
        .first()
        .alias('lastStatus'),
      status.eq(pl.lit('Closed')).sum().alias('closed'),
      isPositive.max().alias('hadSuccess'),
      isPositive.or(isNeutral).not().max().alias('hadFailure'),
      inefficiency(status).max().alias('inefficiency'),
    )
    .withColumn(action().alias('action'))
    .withColumn(score().alias('score'));
}
function weight(column, words) {
  return words.reduceRight(
    (otherwise, [word, value]) =>
      pl
        .when(pl.col(column).eq(pl.lit(word)))
        .then(pl.lit(value))
        .otherwise(otherwise),
    pl.lit(0),
  );
}
function refusal() {
  const missingKey = KEY_COLUMNS.map((name) => pl.col(name).isNull()).reduce((a, b) => a.or(b));
  const flagged = pl.col('flag').isIn(['REM_OK', 'REM_NOT_OK']).fillNull(false);
  return pl
    .when(missingKey)
    .then(pl.lit('MISSING_KEY'))
    .when(flagged.not())
    .then(pl.lit('BAD_REMEDIATION_FLAG'))
    .when(pl.col('event').isNull())
    .then(pl.lit('BAD_DATE'))
    .when(pl.col('number').isNull())
    .then(pl.lit('MISSING_NUMBER'))
    .otherwise(pl.lit(''));
}
function inefficiency(status) {
  return pl
    .when(status.isIn(['Closed Incomplete', 'Canceled']).fillNull(false))
    .then(pl.lit(1.5))
    .when(status.eq(pl.lit('Closed Skipped')).fillNull(false))
    .then(pl.lit(1.2))
    .otherwise(pl.lit(1));
}
function action() {
  const last = pl.col('lastStatus');
  const isClosed = last.eq(pl.lit('Closed'));
  const span = pl.col('last').cast(pl.Int64).sub(pl.col('first').cast(pl.Int64));
  const isChronic = pl
    .col('closed')
    .gtEq(pl.lit(5))
    .and(span.ltEq(pl.lit(TWO_HOURS_US)))
    .and(isClosed);
  return pl
    .when(last.isNull().or(last.eq(pl.lit('NO_STATUS'))))
    .then(pl.lit('STATUS_MISSING'))
    .when(last.eq(pl.lit('No Task Found')))
    .then(pl.lit('PERSISTENT_FAILURE'))
    .when(isChronic)
    .then(pl.lit('CHRONIC_INSTABILITY'))
    .when(isClosed.not().and(pl.col('hadSuccess')).and(pl.col('hadFailure')))
    .then(pl.lit('INTERMITTENT'))
    .when(isClosed.and(pl.col('hadFailure')))
    .then(pl.lit('STABILIZED'))
    .when(isClosed)
    .then(pl.lit('ALWAYS_OK'))
    .when(last.eq(pl.lit('Closed Skipped')).and(pl.col('hadFailure').not()))
    .then(pl.lit('PARTIAL_SUCCESS'))
    .otherwise(pl.lit('PERSISTENT_FAILURE'));
}
function score() {
  const factor = ACTION_FACTORS.reduceRight(
    (otherwise, [name, value]) =>
      pl
        .when(pl.col('action').eq(pl.lit(name)))
        .then(pl.lit(value))
        .otherwise(otherwise),
    pl.lit(1),
  );
  const volume = pl.col('alerts').cast(pl.Float64).log().add(pl.lit(1));
  return pl.col('risk').mul(factor).mul(pl.col('inefficiency')).mul(volume);
}
function addUp(analysed) {
  const cases = analysed.filter(pl.col('reason').eq(pl.lit('')));
  const casesPerAction = noCases();
  const invalidRows = noInvalidRows();
  for (const { action, n } of records(cases.groupBy('action').agg(pl.len().alias('n')))) {
    casesPerAction[action] = Number(n);
  }
  for (const { reason, n } of records(analysed.groupBy('reason').agg(pl.col('entries').sum().alias('n')))) {
    if (reason !== '') invalidRows[reason] = Number(n);
  }
  return {
    cases: cases.height,
    alerts: cases.getColumn('alerts').sum(),
    chronologyEntries: cases.getColumn('entries').sum(),
    scoreSum: cases.getColumn('score').sum(),
    casesPerAction,
    invalidRows,
  };
}
function records(frame) {
  return frame.toRecords();
}
await runRival(open);
