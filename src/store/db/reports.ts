import { Op, type Sequelize, type Transaction } from 'sequelize';
import type {
  InvalidRowRecord,
  NewReport,
  ReportInTheMaking,
  ReportRecord,
  ReportRepository,
} from '../types.js';
import { AttemptLost, orNullWhenLost, unlessStopped } from './attemptLost.js';
import { CASE_TABLES } from './caseOrders.js';
import { copyRows } from './copy.js';
import { fingerprintOf } from './cursor.js';
import type { EqualJobs } from './equalJobs.js';
import { isId } from './ids.js';
import { endInSuccess } from './jobs.js';
import type { InvalidRowModel, Models, ReportModel } from './models.js';
import { cursorByAge, NEWEST_FIRST, olderThan } from './newestFirst.js';
import { groupedBy, pageOf } from './page.js';
import type { Timeline } from './timeline.js';

const LIST = fingerprintOf('reports');

export function reportRepository(
  sequelize: Sequelize,
  models: Models,
  timeline: Timeline,
  equals: EqualJobs,
): ReportRepository {
  const { Report, InvalidRow, Trend } = models;

  async function insert(
    { caseRows, caseOrders, rest }: ReportInTheMaking,
    transaction: Transaction,
    signal?: AbortSignal,
  ): Promise<{ report: NewReport; created: ReportModel }> {
    await copyRows(transaction, 'cases', (await caseRows).path, signal);
    const { orders, squads } = await caseOrders;
    await copyRows(transaction, 'case_orders', orders, signal);
    await copyRows(transaction, 'case_squads', squads, signal);
    const report = await rest;
    const created = await Report.create({ ...reportColumns(report) }, { transaction });
    const { invalidRows } = report;
    if (invalidRows !== null) await copyRows(transaction, 'invalid_rows', invalidRows, signal);
    return { report, created };
  }

  return {
    async get(id) {
      const report = isId(id) ? await Report.findByPk(id) : null;
      return report && reportRecord(report);
    },

    async getMany(ids) {
      const found = await Report.findAll({ where: { id: ids.filter(isId) } });
      const byId = new Map(found.map((report) => [report.id, reportRecord(report)]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    },

    async page({ first, after }) {
      const rows = await Report.findAll({
        where: olderThan(after, LIST),
        order: NEWEST_FIRST,
        limit: first + 1,
      });
      return pageOf(rows, first, reportRecord, cursorByAge(LIST));
    },

    count: () => Report.count(),

    async latest() {
      const report = await Report.findOne({ order: NEWEST_FIRST });
      return report && reportRecord(report);
    },

    async recent(first) {
      const rows = await Report.findAll({
        attributes: ['id', 'createdAt'],
        order: NEWEST_FIRST,
        limit: first,
      });
      return rows.map(({ id, createdAt }) => ({ id, createdAt }));
    },

    async beyondNewest(newest) {
      const surplus = (await Report.count()) - newest;
      if (surplus <= 0) return [];
      const rows = await Report.findAll({
        attributes: ['id', 'fileName', 'createdAt'],
        order: [
          ['createdAt', 'ASC'],
          ['id', 'ASC'],
        ],
        limit: Math.min(surplus, 100),
      });
      return rows.map(({ id, fileName, createdAt }) => ({ id, fileName, createdAt }));
    },

    async invalidRows(reportIds, first) {
      const rows = await InvalidRow.findAll({
        // Numbered from 0: the first of many reports are read together, and no row too many.
        where: { reportId: reportIds.filter(isId), seq: { [Op.lt]: first } },
        order: [['seq', 'ASC']],
      });
      const byReport = groupedBy(rows, (row) => row.reportId);
      return reportIds.map((id) => (byReport.get(id) ?? []).map(invalidRowRecord));
    },

    async namedPrefixes(prefixes) {
      const named = await Report.findAll({ attributes: ['prefix'], where: { prefix: prefixes } });
      return new Set(named.map(({ prefix }) => prefix));
    },

    async commit(attempt, inTheMaking, trends) {
      let replaced: string[] = [];
      const committing = sequelize.transaction(async (transaction) => {
        const { report, created } = await unlessStopped(attempt, sequelize, transaction, async () => {
          const inserted = await insert(inTheMaking, transaction, attempt.signal);
          if (trends && inserted.report.periodStart !== null) {
            await timeline.lock(transaction);
            replaced = await timeline.trendsAround(inserted.created, trends, transaction);
          }
          return inserted;
        });
        // Last, so that the row is locked for a moment only: until here a cancel takes effect at once.
        const done = { reportId: report.id, rowsRead: report.summary.input.rows };
        const ended = await endInSuccess(models, equals, attempt, done, transaction);
        if (!ended) throw new AttemptLost();
        // Not the job that the attempt was begun for, when that was cancelled and an equal one has taken over.
        return reportRecord(await created.update({ jobId: ended.id }, { transaction }));
      });
      const record = await orNullWhenLost(committing);
      if (record) trends?.replaced(replaced);
      return record;
    },

    async remove(id, trends) {
      if (!isId(id)) return null;
      const replaced: string[] = [];
      const removed = await sequelize.transaction(async (transaction) => {
        await timeline.lock(transaction);
        const report = await Report.findByPk(id, { transaction });
        if (!report) return null;
        const gone = await Trend.findAll({
          attributes: ['prefix'],
          where: { [Op.or]: [{ previousId: id }, { currentId: id }] },
          transaction,
        });
        replaced.push(...gone.map(({ prefix }) => prefix));
        await report.destroy({ transaction });
        for (const table of CASE_TABLES) {
          await sequelize.query(`DELETE FROM ${table} WHERE report_id = $1`, { bind: [id], transaction });
        }
        if (report.periodStartNs !== null) {
          await timeline.remakeTrendsAfter(report.periodStartNs, trends, transaction);
        }
        return reportRecord(report);
      });
      if (removed) trends.replaced(replaced);
      return removed;
    },
  };
}

function reportColumns({ summary, periodStart, ...report }: NewReport) {
  const { id, jobId, uploadId, fileName, createdBy, artifacts, prefix, compareWithPrevious } = report;
  return {
    ...{ id, jobId, uploadId, fileName, createdBy, artifacts, prefix, compareWithPrevious, summary },
    periodStartNs: periodStart === null ? null : String(periodStart),
    createdAt: new Date(),
    periodStart: summary.period.start,
    periodEnd: summary.period.end,
    inputSha256: summary.input.sha256,
    rows: summary.input.rows,
    ruleSetId: summary.ruleSet.id,
    ruleSetHash: summary.ruleSet.hash,
    kpis: summary.kpis,
  };
}

function reportRecord(report: ReportModel): ReportRecord {
  return {
    id: report.id,
    jobId: report.jobId,
    uploadId: report.uploadId,
    fileName: report.fileName,
    createdBy: report.createdBy,
    createdAt: report.createdAt,
    summary: report.summary,
    artifacts: report.artifacts,
    prefix: report.prefix,
  };
}

function invalidRowRecord(row: InvalidRowModel): InvalidRowRecord {
  return {
    line: Number(row.line),
    byteOffset: Number(row.byteOffset),
    reason: row.reason,
    number: row.number,
    raw: row.raw,
  };
}
