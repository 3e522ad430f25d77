import { Op, type Sequelize, type Transaction } from 'sequelize';
import type { Neighbours, TrendMaking, TrendPair, TrendSide } from '../trendTypes.js';
import type { Models, ReportModel } from './models.js';
import { trendColumns } from './trendRows.js';

/** Any number, the same in every process, that nothing else in the database locks. */
const TIMELINE_LOCK = 7_301_552_947;

/** Latest period first; of reports that begin together the one that was created last. */
const LATEST_FIRST: [string, string][] = [
  ['periodStartNs', 'DESC'],
  ['createdAt', 'DESC'],
  ['id', 'DESC'],
];

/**
 * Reports in the order of their periods, and the trends between them. Whoever changes either holds the lock: two
 * reports that are committed at the same moment would not see each other.
 */
export class Timeline {
  constructor(
    private readonly sequelize: Sequelize,
    private readonly models: Pick<Models, 'Report' | 'Trend'>,
  ) {}

  /** Held to the end of the transaction; what others have committed before is seen by every statement after it. */
  async lock(transaction: Transaction): Promise<void> {
    await this.sequelize.query('SELECT pg_advisory_xact_lock($1)', { bind: [TIMELINE_LOCK], transaction });
  }

  async neighbours(periodStart: bigint): Promise<Neighbours> {
    const previous = await this.before(String(periodStart));
    const next = await this.rightAfter(String(periodStart));
    return { previous: previous && trendSide(previous), next: next.map(trendSide) };
  }

  /**
   * Makes the trends around a report that has just been inserted: its own, and those of the reports right after it.
   * @returns prefixes of the trends that are no more
   */
  async trendsAround(report: ReportModel, making: TrendMaking, transaction: Transaction): Promise<string[]> {
    if (report.periodStartNs === null) return [];
    const after = await this.rightAfter(report.periodStartNs, transaction);
    const concerned = report.compareWithPrevious ? [report, ...after] : after;
    return this.remakeTrends(concerned, making, transaction);
  }

  /**
   * Makes the trends of the reports right after a place in the timeline anew, where a report has come or gone.
   * @returns prefixes of the trends that are no more
   */
  async remakeTrendsAfter(
    periodStartNs: string,
    making: TrendMaking,
    transaction: Transaction,
  ): Promise<string[]> {
    const after = await this.rightAfter(periodStartNs, transaction);
    return this.remakeTrends(after, making, transaction);
  }

  /** Of these reports' trends, makes those that are not against the right report. */
  private async remakeTrends(
    reports: ReportModel[],
    making: TrendMaking,
    transaction: Transaction,
  ): Promise<string[]> {
    const { Trend } = this.models;
    const stored = await Trend.findAll({
      attributes: ['previousId', 'currentId', 'prefix'],
      where: { currentId: reports.map(({ id }) => id) },
      transaction,
    });
    const pairs: TrendPair[] = [];
    for (const current of reports) {
      const previous = await this.before(String(current.periodStartNs), transaction);
      const known = stored.find(({ currentId }) => currentId === current.id);
      if (previous && known?.previousId !== previous.id) {
        pairs.push({ previous: trendSide(previous), current: trendSide(current) });
      }
    }
    if (pairs.length === 0) return [];
    const made = await making.make(pairs);
    const currentIds = pairs.map(({ current }) => current.id);
    await Trend.destroy({ where: { currentId: currentIds }, transaction });
    await Trend.bulkCreate(made.map(trendColumns), { transaction });
    return stored
      .filter(({ currentId }) => currentIds.some((id) => id === currentId))
      .map(({ prefix }) => prefix);
  }

  private before(periodStartNs: string, transaction?: Transaction): Promise<ReportModel | null> {
    return this.models.Report.findOne({
      attributes: SIDE_COLUMNS,
      where: { periodStartNs: { [Op.lt]: periodStartNs } },
      order: LATEST_FIRST,
      transaction,
    });
  }

  /** Reports that want a trend, of the next period that begins after this one; several when they begin together. */
  private async rightAfter(periodStartNs: string, transaction?: Transaction): Promise<ReportModel[]> {
    const { Report } = this.models;
    const next = await Report.findOne({
      attributes: ['periodStartNs'],
      where: { periodStartNs: { [Op.gt]: periodStartNs } },
      order: [['periodStartNs', 'ASC']],
      transaction,
    });
    if (!next) return [];
    return Report.findAll({
      attributes: SIDE_COLUMNS,
      where: { periodStartNs: next.periodStartNs, compareWithPrevious: true },
      transaction,
    });
  }
}

const SIDE_COLUMNS = ['id', 'fileName', 'prefix', 'ruleSetId', 'periodStartNs'];

function trendSide({ id, fileName, prefix, ruleSetId }: ReportModel): TrendSide {
  return { id, fileName, prefix, ruleSetId };
}
