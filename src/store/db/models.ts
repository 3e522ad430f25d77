import { type CreationOptional, DataTypes, Model, type ModelAttributes, type Sequelize } from 'sequelize';
import type { RefusalReason } from '../../domain/facts.js';
import type { Artifact, Kpis, ReportSummary } from '../../domain/report.js';
import type { JobError, JobKind, JobOptions, JobStage, JobStatus, Role } from '../types.js';
import { TrendModel, trendFields } from './trendModel.js';

/**
 * The tables as Sequelize sees them; migrations make them. Whole numbers of 64 bits arrive as texts, since they may
 * pass what a JavaScript number holds exactly; ours do not, and the repositories turn them into numbers.
 */

type Fields<M extends Model> = ModelAttributes<M>;

const { TEXT, INTEGER, BIGINT, DOUBLE, BOOLEAN, JSONB, UUID } = DataTypes;
const INSTANT = DataTypes.DATE(3);

export class UserModel extends Model {
  declare username: string;
  declare role: Role;
  declare passwordHash: string;
  declare tokenStamp: CreationOptional<string>;
  declare createdAt: CreationOptional<Date>;
}

const userFields: Fields<UserModel> = {
  username: { type: TEXT, primaryKey: true },
  role: TEXT,
  passwordHash: TEXT,
  tokenStamp: UUID,
  createdAt: INSTANT,
};

export class UploadModel extends Model {
  declare id: string;
  declare objectKey: string;
  declare fileName: string;
  declare bytes: string;
  declare sha256: string | null;
  declare announcedSha256: CreationOptional<string | null>;
  declare createdBy: string;
  declare createdAt: CreationOptional<Date>;
  /** Since when its bytes are no longer kept. */
  declare removedAt: Date | null;
}

const uploadFields: Fields<UploadModel> = {
  id: { type: UUID, primaryKey: true },
  objectKey: TEXT,
  fileName: TEXT,
  bytes: BIGINT,
  sha256: TEXT,
  announcedSha256: TEXT,
  createdBy: TEXT,
  createdAt: INSTANT,
  removedAt: INSTANT,
};

export class JobModel extends Model {
  declare id: string;
  declare kind: JobKind;
  declare status: CreationOptional<JobStatus>;
  declare stage: CreationOptional<JobStage>;
  declare progress: CreationOptional<number>;
  declare bytesRead: CreationOptional<string>;
  declare bytesTotal: string;
  declare rowsRead: CreationOptional<string>;
  declare attempts: CreationOptional<number>;
  declare fence: CreationOptional<number>;
  declare fileName: string;
  declare createdBy: string;
  declare deduplicated: CreationOptional<boolean>;
  declare error: JobError | null;
  declare options: JobOptions;
  declare uploadIds: string[];
  declare reportId: string | null;
  declare createdAt: CreationOptional<Date>;
  declare startedAt: Date | null;
  declare finishedAt: Date | null;
  /** When the attempt in hand was last heard of, by the database's clock. */
  declare heartbeatAt: Date | null;
  declare queuedAt: CreationOptional<Date>;
  declare tellEnd: CreationOptional<boolean>;
  declare contentKey: string | null;
  /** Names the attempt that has the job in hand. */
  declare attempt: string | null;
}

const jobFields: Fields<JobModel> = {
  id: { type: UUID, primaryKey: true },
  kind: TEXT,
  status: TEXT,
  stage: TEXT,
  progress: DOUBLE,
  bytesRead: BIGINT,
  bytesTotal: BIGINT,
  rowsRead: BIGINT,
  attempts: INTEGER,
  fence: INTEGER,
  fileName: TEXT,
  createdBy: TEXT,
  deduplicated: BOOLEAN,
  error: JSONB,
  options: JSONB,
  uploadIds: DataTypes.ARRAY(UUID),
  reportId: UUID,
  createdAt: INSTANT,
  startedAt: INSTANT,
  finishedAt: INSTANT,
  heartbeatAt: INSTANT,
  queuedAt: INSTANT,
  tellEnd: BOOLEAN,
  contentKey: TEXT,
  attempt: TEXT,
};

export class ReportModel extends Model {
  declare id: string;
  declare jobId: string;
  declare uploadId: string;
  declare fileName: string;
  declare createdBy: string;
  declare createdAt: CreationOptional<Date>;
  declare periodStart: string | null;
  declare periodEnd: string | null;
  declare inputSha256: string;
  declare rows: string;
  declare ruleSetId: string;
  declare ruleSetHash: string;
  declare kpis: Kpis;
  declare summary: ReportSummary;
  declare artifacts: Artifact[];
  declare prefix: string;
  /** Where the report stands in time; null for an empty one. */
  declare periodStartNs: string | null;
  declare compareWithPrevious: boolean;
}

const reportFields: Fields<ReportModel> = {
  id: { type: UUID, primaryKey: true },
  jobId: UUID,
  uploadId: UUID,
  fileName: TEXT,
  createdBy: TEXT,
  createdAt: INSTANT,
  periodStart: TEXT,
  periodEnd: TEXT,
  inputSha256: TEXT,
  rows: BIGINT,
  ruleSetId: TEXT,
  ruleSetHash: TEXT,
  kpis: JSONB,
  summary: JSONB,
  artifacts: JSONB,
  prefix: TEXT,
  periodStartNs: BIGINT,
  compareWithPrevious: BOOLEAN,
};

export class InvalidRowModel extends Model {
  declare reportId: string;
  declare seq: number;
  declare line: string;
  declare byteOffset: string;
  declare reason: RefusalReason;
  declare number: string | null;
  declare raw: string;
}

const invalidRowFields: Fields<InvalidRowModel> = {
  reportId: { type: UUID, primaryKey: true },
  seq: { type: INTEGER, primaryKey: true },
  line: BIGINT,
  byteOffset: BIGINT,
  reason: TEXT,
  number: TEXT,
  raw: TEXT,
};

/** The models of one connection. Columns left out of a new row get the table's own defaults. */
export function defineModels(sequelize: Sequelize) {
  const table = (tableName: string) => ({ sequelize, tableName, underscored: true, timestamps: false });
  // Classes of their own: init binds a class to one connection, and a process may hold several.
  class User extends UserModel {}
  class Upload extends UploadModel {}
  class Job extends JobModel {}
  class Report extends ReportModel {}
  class InvalidRow extends InvalidRowModel {}
  class Trend extends TrendModel {}
  User.init(userFields, table('users'));
  Upload.init(uploadFields, table('uploads'));
  Job.init(jobFields, table('jobs'));
  Report.init(reportFields, table('reports'));
  InvalidRow.init(invalidRowFields, table('invalid_rows'));
  Trend.init(trendFields, table('trends'));
  return { User, Upload, Job, Report, InvalidRow, Trend };
}

export type Models = ReturnType<typeof defineModels>;
