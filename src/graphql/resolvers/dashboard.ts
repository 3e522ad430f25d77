import { Arg, Ctx, FieldResolver, Int, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../context.js';
import { LONGEST_PAGE, pageSize } from '../pages.js';
import { Dashboard } from '../types/dashboard.js';
import { toReport } from '../types/report.js';
import { TrendAnalysis, toTrend } from '../types/trend.js';

@Resolver(() => Dashboard)
export class DashboardResolver {
  @Query(() => Dashboard, { description: 'Where things stand now.' })
  async dashboard(@Ctx() { services }: GraphContext): Promise<Dashboard> {
    const record = await services.store.reports.latest();
    const latest = record && toReport(record);
    return { latest, kpis: latest?.kpis ?? null };
  }

  @FieldResolver(() => TrendAnalysis, {
    nullable: true,
    description:
      'The trend of the latest period that has one, whenever its file came; comparisons do not count. Null before the second period.',
  })
  async latestTrend(@Ctx() { services }: GraphContext): Promise<TrendAnalysis | null> {
    const record = await services.store.trends.latest();
    return record && toTrend(record);
  }

  @FieldResolver(() => [TrendAnalysis], {
    description: 'Trends of reports and direct comparisons, newest first.',
  })
  async trendHistory(
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 60,
      description: `How many, 1–${LONGEST_PAGE}; else BAD_USER_INPUT.`,
    })
    first: number | null,
    @Ctx() { services }: GraphContext,
  ): Promise<TrendAnalysis[]> {
    const page = await services.store.trends.page({ first: pageSize(first, 60) });
    return page.edges.map(({ node }) => toTrend(node));
  }
}
