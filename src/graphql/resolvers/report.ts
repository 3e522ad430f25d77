import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import { INVALID_ROWS_KEPT } from '../../domain/invalidRow.js';
import { type ActionGroup, TOP_LIST_LENGTH } from '../../domain/report.js';
import { reportFiles } from '../../store/reportFiles.js';
import type { ReportRecord } from '../../store/types.js';
import type { GraphContext } from '../context.js';
import { ActionGroupEnum } from '../enums.js';
import { PageArgs, STANDARD_PAGE } from '../pageArgs.js';
import { pageSize } from '../pages.js';
import { Artifact } from '../types/artifact.js';
import { InvalidRow, InvalidRows } from '../types/dataQuality.js';
import { SquadScore, Tally } from '../types/lists.js';
import { Report, ReportConnection, toReport } from '../types/report.js';

const topListSize = {
  nullable: true,
  defaultValue: 5,
  description: `How many, 1–${TOP_LIST_LENGTH}; else BAD_USER_INPUT.`,
} as const;

@Resolver(() => Report)
export class ReportResolver {
  @Query(() => Report, { nullable: true, description: 'The report of this id; null when there is none.' })
  async report(
    @Arg('id', () => ID, { description: 'Names the report.' }) id: string,
    @Ctx() { reports }: GraphContext,
  ): Promise<Report | null> {
    const record = await reports.load(id);
    return record && toReport(record);
  }

  @Query(() => ReportConnection, { description: 'Reports, newest first.' })
  async reports(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() { services }: GraphContext,
  ): Promise<ReportConnection> {
    const page = await services.store.reports.page({ first: pageSize(first, STANDARD_PAGE), after });
    const edges = page.edges.map(({ node, cursor }) => ({ node: toReport(node), cursor }));
    return Object.assign(new ReportConnection(), { edges, pageInfo: page.pageInfo });
  }

  @Subscription(() => Report, {
    description: 'Every report from now on, when it has been committed.',
    subscribe: ({ context }: { context: GraphContext }) => context.services.jobs.watchReports(),
  })
  reportCreated(@Root() record: ReportRecord): Report {
    return toReport(record);
  }

  @FieldResolver(() => [SquadScore], {
    description: 'Squads by the summed score of their ACTIONABLE cases, descending, then by name.',
  })
  topSquads(
    @Root() { record }: Report,
    @Arg('first', () => Int, topListSize) first: number | null,
  ): SquadScore[] {
    return record.summary.top.squads.slice(0, pageSize(first, 5, TOP_LIST_LENGTH));
  }

  @FieldResolver(() => [Tally], {
    description: 'Problems (`short_description`) by alerts, descending, then by name.',
  })
  topProblems(
    @Root() { record }: Report,
    @Arg('group', () => ActionGroupEnum, {
      nullable: true,
      description: 'Cases of this group only. Default: all.',
    })
    group: ActionGroup | null,
    @Arg('first', () => Int, topListSize) first: number | null,
  ): Tally[] {
    const { problems, problemsByGroup } = record.summary.top;
    return (group ? problemsByGroup[group] : problems).slice(0, pageSize(first, 5, TOP_LIST_LENGTH));
  }

  @FieldResolver(() => [Tally], { description: 'Metrics by ACTIONABLE cases, descending, then by name.' })
  topMetrics(
    @Root() { record }: Report,
    @Arg('first', () => Int, topListSize) first: number | null,
  ): Tally[] {
    return record.summary.top.metrics.slice(0, pageSize(first, 5, TOP_LIST_LENGTH));
  }

  @FieldResolver(() => [Artifact], {
    description:
      'The files made for the report, an action plan per squad among them (lists without rows have none), all of ' +
      'them in one archive, and the file that the report was made from.',
  })
  artifacts(@Root() { id, record }: Report, @Ctx() { services }: GraphContext): Artifact[] {
    return reportFiles(record).map((artifact) => ({
      ...artifact,
      url: services.artifactUrl(id, artifact.name),
    }));
  }
}

@Resolver(() => ReportConnection)
export class ReportConnectionResolver {
  @FieldResolver(() => Int, { description: 'All reports.' })
  totalCount(@Ctx() { services }: GraphContext): Promise<number> {
    return services.store.reports.count();
  }
}

@Resolver(() => InvalidRows)
export class InvalidRowsResolver {
  @FieldResolver(() => [InvalidRow], {
    description: 'The first refused rows, in file order. All: INVALID_ROWS_CSV.',
  })
  async first(
    @Root() { reportId }: InvalidRows,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 20,
      description: `How many, 1–${INVALID_ROWS_KEPT}; else BAD_USER_INPUT.`,
    })
    first: number | null,
    @Ctx() { invalidRows }: GraphContext,
  ): Promise<InvalidRow[]> {
    return invalidRows.load(reportId, pageSize(first, 20, INVALID_ROWS_KEPT));
  }
}
