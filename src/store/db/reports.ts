import { Op, type Sequelize, type Transaction } from 'sequelize';
import { z } from 'zod';
import type { Attempt, InvalidRowRecord, NewReport, ReportRecord, ReportRepository } from '../types.js';
import { INVALID_ROWS_KEPT } from '../types.js';
import { copyCaseRows } from './copy.js';
import { fingerprintOf, readCursor, writeCursor } from './cursor.js';
import { isId } from './ids.js';
import { endInSuccess } from './jobs.js';
import type { InvalidRowModel, Models, ReportModel } from './models.js';
import { pageOf } from './page.js';

const NEWEST_FIRST: [string, string][] = [
  ['createdAt', 'DESC'],
  ['id', 'DESC'],
];
const LIST = fingerprintOf('reports');
const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Thrown inside the commit to roll it back, never seen outside. */
class AttemptLost extends Error {}

export function reportRepository(sequelize: Sequelize, models: Models): ReportRepository {
  const { Report, InvalidRow } = models;

  async function insert(report: NewReport, transaction: Transaction): Promise<ReportModel> {
    const created = await Report.create({ ...reportColumns(report) }, { transaction });
    await InvalidRow.bulkCreate(invalidRowColumns(report), { transaction });
    await copyCaseRows(transaction, report.caseRowsPath);
    return created;
  }

  return {
    async get(id) {
      const report = isId(id) ? await Report.findByPk(id) : null;
      return report && reportRecord(report);
    },

    async getMany(ids) {
      const found = await Report.findAll({ where: { id: ids.filter(isId) } });
      const byId = new Map(found.map((report) => [report.id, reportRecord(report)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    async page({ first, after }) {
      const rows = await Report.findAll({
        where: after ? olderThan(readCursor(after, LIST, place)) : {},
        order: NEWEST_FIRST,
        limit: first + 1,
      });
      return pageOf(rows, first, reportRecord, ({ createdAt, id }) =>
        writeCursor(LIST, createdAt.toISOString(), id),
      );
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

    async invalidRows(reportId, first) {
      if (!isId(reportId)) return [];
      const rows = await InvalidRow.findAll({ where: { reportId }, order: [['seq', 'ASC']], limit: first });
      return rows.map(invalidRowRecord);
    },

    async namedPrefixes(prefixes) {
      const named = await Report.findAll({ attributes: ['prefix'], where: { prefix: prefixes } });
      return new Set(named.map(({ prefix }) => prefix));
    },

    async commit(attempt: Attempt, report: NewReport, rowsRead: number) {
      try {
        return await sequelize.transaction(async (transaction) => {
          const created = await insert(report, transaction);
          // Last, so that the row is locked for a moment only: until here a cancel takes effect at once.
          const ended = await endInSuccess(models, attempt, { reportId: report.id, rowsRead }, transaction);
          if (!ended) throw new AttemptLost();
          return reportRecord(created);
        });
      } catch (error) {
        if (error instanceof AttemptLost) return null;
        throw error;
      }
    },
  };
}

function olderThan([createdAt, id]: [string, string]) {
  return { [Op.or]: [{ createdAt: { [Op.lt]: createdAt } }, { createdAt, id: { [Op.lt]: id } }] };
}

function reportColumns({ summary, ...report }: NewReport) {
  const { id, jobId, uploadId, fileName, createdBy, artifacts, prefix } = report;
  return {
    ...{ id, jobId, uploadId, fileName, createdBy, artifacts, prefix, summary },
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

function invalidRowColumns({ id, invalidFirst }: NewReport) {
  return invalidFirst.slice(0, INVALID_ROWS_KEPT).map((row, seq) => ({
    reportId: id,
    seq,
    line: row.line,
    byteOffset: row.byteOffset,
    reason: row.reason,
    number: row.number === null ? null : storable(row.number),
    raw: storable(row.raw),
  }));
}

/** PostgreSQL takes no U+0000 in texts; a NUL byte is one of the reasons for which rows are refused. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
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
