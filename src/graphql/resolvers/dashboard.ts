import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../context.js';
import { Dashboard } from '../types/dashboard.js';
import { toReport } from '../types/report.js';

@Resolver(() => Dashboard)
export class DashboardResolver {
  @Authorized()
  @Query(() => Dashboard, { description: 'Where things stand now.' })
  async dashboard(@Ctx() { services }: GraphContext): Promise<Dashboard> {
    const record = await services.store.reports.latest();
    const latest = record && toReport(record);
    return { latest, kpis: latest?.kpis ?? null };
  }
}
