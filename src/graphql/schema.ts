import 'reflect-metadata';
import { createPubSub } from '@graphql-yoga/subscription';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { guardOperations } from './access.js';
import { AuthResolver } from './resolvers/auth.js';
import { CaseConnectionResolver, CaseResolver, ReportCasesResolver } from './resolvers/cases.js';
import { ComparisonResolver } from './resolvers/comparison.js';
import { CreateUploadResolver } from './resolvers/createUpload.js';
import { DashboardResolver } from './resolvers/dashboard.js';
import { DeleteReportResolver } from './resolvers/deleteReport.js';
import { JobResolver } from './resolvers/job.js';
import { JobControlResolver } from './resolvers/jobControl.js';
import { InvalidRowsResolver, ReportConnectionResolver, ReportResolver } from './resolvers/report.js';
import {
  JobTrendResolver,
  ReportTrendResolver,
  TrendConnectionResolver,
  TrendResolver,
} from './resolvers/trend.js';
import { UploadResolver } from './resolvers/upload.js';
import { UserResolver } from './resolvers/users.js';

/** The schema that the service runs and that schema/schema.graphql shows; it needs no database to be built. */
export function buildServiceSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      AuthResolver,
      UserResolver,
      JobResolver,
      JobControlResolver,
      ReportResolver,
      DeleteReportResolver,
      ReportConnectionResolver,
      InvalidRowsResolver,
      ReportCasesResolver,
      CaseConnectionResolver,
      CaseResolver,
      DashboardResolver,
      ComparisonResolver,
      CreateUploadResolver,
      UploadResolver,
      TrendResolver,
      TrendConnectionResolver,
      ReportTrendResolver,
      JobTrendResolver,
    ],
    // Arguments are checked where they are used, with coded errors.
    validate: false,
    // Every subscription brings its own iterator; type-graphql asks for a hub all the same.
    pubSub: createPubSub(),
  });
  return guardOperations(schema);
}
