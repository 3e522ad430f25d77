import { QueryTypes, type Sequelize } from 'sequelize';
import type { TrendRepository } from '../trendTypes.js';
import { AttemptLost, orNullWhenLost, unlessStopped } from './attemptLost.js';
import { fingerprintOf } from './cursor.js';
import type { EqualJobs } from './equalJobs.js';
import { isId } from './ids.js';
import { endInSuccess } from './jobs.js';
import type { Models } from './models.js';
import { cursorByAge, NEWEST_FIRST, olderThan } from './newestFirst.js';
import { pageOf } from './page.js';
import type { Timeline } from './timeline.js';
import { trendColumns, trendRecord } from './trendRows.js';

const LIST = fingerprintOf('trends');

/** All of a trend but what is long and seldom looked at. */
const SHORT = { exclude: ['tables', 'summaries'] };

export function trendRepository(
  sequelize: Sequelize,
  models: Models,
  timeline: Timeline,
  equals: EqualJobs,
): TrendRepository {
  const { Trend } = models;

  async function by(column: 'id' | 'currentId' | 'jobId', ids: readonly string[], attributes = {}) {
    const found = await Trend.findAll({ ...attributes, where: { [column]: ids.filter(isId) } });
    const byId = new Map(found.map((trend) => [trend[column], trend]));
    return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
  }

  async function records(column: 'id' | 'currentId' | 'jobId', ids: readonly string[]) {
    const trends = await by(column, ids, { attributes: SHORT });
    return trends.map((trend) => trend && trendRecord(trend));
  }

  return {
    get: async (id) => (await records('id', [id]))[0],
    ofReports: (reportIds) => records('currentId', reportIds),
    ofJobs: (jobIds) => records('jobId', jobIds),

    async tables(ids) {
      const trends = await by('id', ids, { attributes: ['id', 'tables'] });
      return trends.map((trend) => trend?.tables ?? null);
    },

    async page({ first, after }) {
      const rows = await Trend.findAll({
        attributes: SHORT,
        where: olderThan(after, LIST),
        order: NEWEST_FIRST,
        limit: first + 1,
      });
      return pageOf(rows, first, trendRecord, cursorByAge(LIST));
    },

    count: () => Trend.count(),

    async latest() {
      const [latest] = await sequelize.query<{ id: string }>(
        `SELECT trends.id FROM trends JOIN reports ON reports.id = trends.current_id
          WHERE reports.period_start_ns IS NOT NULL
          ORDER BY reports.period_start_ns DESC, reports.created_at DESC, reports.id DESC LIMIT 1`,
        { type: QueryTypes.SELECT },
      );
      return latest ? (await records('id', [latest.id]))[0] : null;
    },

    async namedPrefixes(prefixes) {
      const named = await Trend.findAll({ attributes: ['prefix'], where: { prefix: prefixes } });
      return new Set(named.map(({ prefix }) => prefix));
    },

    neighbours: (periodStart) => timeline.neighbours(periodStart),

    commitComparison: (attempt, comparison, rowsRead) =>
      orNullWhenLost(
        sequelize.transaction(async (transaction) => {
          const { jobId } = attempt;
          const columns = { ...trendColumns(comparison), jobId, summaries: comparison.summaries };
          const created = await unlessStopped(attempt, sequelize, transaction, () =>
            Trend.create(columns, { transaction }),
          );
          const ended = await endInSuccess(
            models,
            equals,
            attempt,
            { reportId: null, rowsRead },
            transaction,
          );
          if (!ended) throw new AttemptLost();
          return trendRecord(created);
        }),
      ),
  };
}
