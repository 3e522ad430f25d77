import { type CreationOptional, DataTypes, Model, type ModelAttributes } from 'sequelize';
import type { Artifact, ReportSummary } from '../../domain/report.js';
import type { TrendKpis, TrendVerdict } from '../../domain/trendTypes.js';
import type { TrendTables } from '../trendTypes.js';

const { TEXT, JSONB, UUID } = DataTypes;

export class TrendModel extends Model {
  declare id: string;
  declare createdAt: CreationOptional<Date>;
  declare previousId: string | null;
  declare currentId: string | null;
  declare jobId: string | null;
  declare previousFileName: string;
  declare currentFileName: string;
  declare verdict: TrendVerdict;
  declare diagnosis: string;
  declare kpis: TrendKpis;
  declare tables: TrendTables;
  /** Of a comparison, whose sides are no reports. */
  declare summaries: { previous: ReportSummary; current: ReportSummary } | null;
  declare artifacts: Artifact[];
  declare prefix: string;
}

export const trendFields: ModelAttributes<TrendModel> = {
  id: { type: UUID, primaryKey: true },
  createdAt: DataTypes.DATE(3),
  previousId: UUID,
  currentId: UUID,
  jobId: UUID,
  previousFileName: TEXT,
  currentFileName: TEXT,
  verdict: TEXT,
  diagnosis: TEXT,
  kpis: JSONB,
  tables: JSONB,
  summaries: JSONB,
  artifacts: JSONB,
  prefix: TEXT,
};
