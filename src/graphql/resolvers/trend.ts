import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { TrendTables } from '../../store/types.js';
import type { GraphContext } from '../context.js';
import { PageArgs, STANDARD_PAGE } from '../pageArgs.js';
import { pageSize } from '../pages.js';
import { Artifact } from '../types/artifact.js';
import { Job } from '../types/job.js';
import { Report, toReport } from '../types/report.js';
import { TrendAnalysis, TrendConnection, TrendRow, toTrend } from '../types/trend.js';

@Resolver(() => TrendAnalysis)
export class TrendResolver {
  @Query(() => TrendAnalysis, {
    nullable: true,
    description: 'The trend of this id; null when there is none, or when it has been made anew since.',
  })
  async trend(
    @Arg('id', () => ID, { description: 'Names the trend.' }) id: string,
    @Ctx() { services }: GraphContext,
  ): Promise<TrendAnalysis | null> {
    const record = await services.store.trends.get(id);
    return record && toTrend(record);
  }

  @Query(() => TrendConnection, {
    description: 'Trends of reports and direct comparisons, newest first.',
  })
  async trends(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() { services }: GraphContext,
  ): Promise<TrendConnection> {
    const page = await services.store.trends.page({ first: pageSize(first, STANDARD_PAGE), after });
    const edges = page.edges.map(({ node, cursor }) => ({ node: toTrend(node), cursor }));
    return Object.assign(new TrendConnection(), { edges, pageInfo: page.pageInfo });
  }

  @FieldResolver(() => Report, {
    nullable: true,
    description: 'The earlier report; null in a direct comparison of two files.',
  })
  previous(@Root() { record }: TrendAnalysis, @Ctx() context: GraphContext): Promise<Report | null> {
    return reportOf(record.previousId, context);
  }

  @FieldResolver(() => Report, {
    nullable: true,
    description: 'The later report; null in a direct comparison of two files.',
  })
  current(@Root() { record }: TrendAnalysis, @Ctx() context: GraphContext): Promise<Report | null> {
    return reportOf(record.currentId, context);
  }

  @FieldResolver(() => [TrendRow], { description: 'Problems of the new cases, by name.' })
  newProblems(@Root() trend: TrendAnalysis, @Ctx() context: GraphContext): Promise<TrendRow[]> {
    return tableOf(trend, 'newProblems', context);
  }

  @FieldResolver(() => [TrendRow], { description: 'Problems of the resolved cases, by name.' })
  resolvedProblems(@Root() trend: TrendAnalysis, @Ctx() context: GraphContext): Promise<TrendRow[]> {
    return tableOf(trend, 'resolvedProblems', context);
  }

  @FieldResolver(() => [TrendRow], { description: 'Problems of the persistent cases, by name.' })
  persistentProblems(@Root() trend: TrendAnalysis, @Ctx() context: GraphContext): Promise<TrendRow[]> {
    return tableOf(trend, 'persistentProblems', context);
  }

  @FieldResolver(() => [TrendRow], {
    description:
      'Squads of the persistent cases: by cases, then by size of the change, each descending, then by name.',
  })
  persistentSquads(@Root() trend: TrendAnalysis, @Ctx() context: GraphContext): Promise<TrendRow[]> {
    return tableOf(trend, 'persistentSquads', context);
  }

  @FieldResolver(() => [TrendRow], {
    description: 'Squads with a case to act on before or now, by name; their cases are those of now.',
  })
  squads(@Root() trend: TrendAnalysis, @Ctx() context: GraphContext): Promise<TrendRow[]> {
    return tableOf(trend, 'squads', context);
  }

  @FieldResolver(() => [Artifact], { description: 'The files made for the trend.' })
  artifacts(@Root() { record }: TrendAnalysis, @Ctx() { services }: GraphContext): Artifact[] {
    return record.artifacts.map((artifact) => ({
      ...artifact,
      url: services.artifactUrl(record.id, artifact.name),
    }));
  }
}

@Resolver(() => TrendConnection)
export class TrendConnectionResolver {
  @FieldResolver(() => Int, { description: 'All trends and comparisons.' })
  totalCount(@Ctx() { services }: GraphContext): Promise<number> {
    return services.store.trends.count();
  }
}

@Resolver(() => Report)
export class ReportTrendResolver {
  @FieldResolver(() => TrendAnalysis, {
    nullable: true,
    description:
      'Against the report before it: the one with the latest periodStart strictly before its own, of equal ones the last created. Null for the first period, for an empty report, and when `compareWithPrevious` was false.',
  })
  async trend(@Root() { id }: Report, @Ctx() { trends }: GraphContext): Promise<TrendAnalysis | null> {
    const record = await trends.ofReport.load(id);
    return record && toTrend(record);
  }
}

@Resolver(() => Job)
export class JobTrendResolver {
  @FieldResolver(() => TrendAnalysis, {
    nullable: true,
    description:
      'Of a comparison what it has found, when it has SUCCEEDED; of an analysis the trend that its report has now.',
  })
  async trend(
    @Root() { id, kind, reportId }: Job,
    @Ctx() { trends }: GraphContext,
  ): Promise<TrendAnalysis | null> {
    if (kind === 'COMPARISON') {
      const record = await trends.ofJob.load(id);
      return record && toTrend(record);
    }
    const record = reportId === null ? null : await trends.ofReport.load(reportId);
    return record && toTrend(record);
  }
}

async function reportOf(id: string | null, { reports }: GraphContext): Promise<Report | null> {
  const record = id === null ? null : await reports.load(id);
  return record && toReport(record);
}

/** Empty when the trend has been made anew while it was read. */
async function tableOf(
  { id }: TrendAnalysis,
  table: keyof TrendTables,
  { trends }: GraphContext,
): Promise<TrendRow[]> {
  return (await trends.tables.load(id))?.[table] ?? [];
}
