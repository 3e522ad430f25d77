import { type CreationOptional, DataTypes, Model, type ModelAttributes, type Sequelize } from 'sequelize';
import type { RefusalReason } from '../../domain/facts.js';
import type { Artifact, Kpis, ReportSummary } from '../../domain/report.js';
import type { JobError, JobKind, JobOptions, JobStage, JobStatus, Role } from '../types.js';

/**
 * The tables as Sequelize sees them; migrations make them. Whole numbers of 64 bits arrive as texts, since they may
 * pass what a JavaScript number holds exactly; ours do not, and the repositories turn them into numbers.
 */

type Fields<M extends Model> = ModelAttributes<M>;

const text = { type: DataTypes.TEXT };
const int = { type: DataTypes.INTEGER };
const bigint = { type: DataTypes.BIGINT };
const json = { type: DataTypes.JSONB };
const uuid = { type: DataTypes.UUID };
const id = { ...uuid, primaryKey: true };
const instant = { type: DataTypes.DATE(3) };

export class UserModel extends Model {
  declare username: string;
  declare role: Role;
  declare passwordHash: string;
  declare createdAt: CreationOptional<Date>;
}

const userFields: Fields<UserModel> = {
  username: { ...text, primaryKey: true },
  role: text,
  passwordHash: text,
  createdAt: instant,
};

export class UploadModel extends Model {
  declare id: string;
  declare objectKey: string;
  declare fileName: string;
  declare bytes: string;
  declare sha256: string;
  declare createdBy: string;
  declare createdAt: CreationOptional<Date>;
}

const uploadFields: Fields<UploadModel> = {
  id,
  objectKey: text,
  fileName: text,
  bytes: bigint,
  sha256: text,
  createdBy: text,
  createdAt: instant,
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
}

const jobFields: Fields<JobModel> = {
  id,
  kind: text,
  status: text,
  stage: text,
  progress: { type: DataTypes.DOUBLE },
  bytesRead: bigint,
  bytesTotal: bigint,
  rowsRead: bigint,
  attempts: int,
  fence: int,
  fileName: text,
  createdBy: text,
  deduplicated: { type: DataTypes.BOOLEAN },
  error: json,
  options: json,
  uploadIds: { type: DataTypes.ARRAY(DataTypes.UUID) },
  reportId: uuid,
  createdAt: instant,
  startedAt: instant,
  finishedAt: instant,
  heartbeatAt: instant,
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
}

const reportFields: Fields<ReportModel> = {
  id,
  jobId: uuid,
  uploadId: uuid,
  fileName: text,
  createdBy: text,
  createdAt: instant,
  periodStart: text,
  periodEnd: text,
  inputSha256: text,
  rows: bigint,
  ruleSetId: text,
  ruleSetHash: text,
  kpis: json,
  summary: json,
  artifacts: json,
  prefix: text,
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
  reportId: { ...uuid, primaryKey: true },
  seq: { ...int, primaryKey: true },
  line: bigint,
  byteOffset: bigint,
  reason: text,
  number: text,
  raw: text,
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
  User.init(userFields, table('users'));
  Upload.init(uploadFields, table('uploads'));
  Job.init(jobFields, table('jobs'));
  Report.init(reportFields, table('reports'));
  InvalidRow.init(invalidRowFields, table('invalid_rows'));
  return { User, Upload, Job, Report, InvalidRow };
}

export type Models = ReturnType<typeof defineModels>;
