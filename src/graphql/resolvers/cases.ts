import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import type { CaseOrder } from '../../domain/caseOrders.js';
import { CASE_ROW_LIST_LENGTH } from '../../domain/caseRow.js';
import { explain } from '../../domain/explain.js';
import { listLengthAsked, STANDARD_LIST_LENGTH } from '../caseLists.js';
import type { GraphContext } from '../context.js';
import { CaseOrderEnum } from '../enums.js';
import { LONGEST_PAGE, pageSize } from '../pages.js';
import { Case, CaseConnection, toCase } from '../types/case.js';
import { CaseFilter } from '../types/caseFilter.js';
import { Report } from '../types/report.js';

@Resolver(() => Report)
export class ReportCasesResolver {
  @FieldResolver(() => CaseConnection, { description: 'The cases of the report.' })
  async cases(
    @Root() report: Report,
    @Arg('filter', () => CaseFilter, { nullable: true, description: 'Which cases. Default: all.' })
    filter: CaseFilter | null,
    @Arg('orderBy', () => CaseOrderEnum, {
      nullable: true,
      defaultValue: 'SCORE',
      description: 'In which order.',
    })
    orderBy: CaseOrder | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 50,
      description: `How many, 1–${LONGEST_PAGE}; else BAD_USER_INPUT.`,
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'Cursor of the entry before the page; one of another order or filter is BAD_USER_INPUT.',
    })
    after: string | null,
    @Ctx() { casePages, caseCounts }: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CaseConnection> {
    const page = await casePages.load(report.id, {
      filter,
      orderBy: orderBy ?? 'SCORE',
      first: pageSize(first, 50),
      after,
      listLength: listLengthAsked(info),
    });
    return Object.assign(new CaseConnection(), {
      edges: page.edges.map(({ node, cursor }) => ({ node: toCase(node), cursor })),
      pageInfo: page.pageInfo,
      count: () => caseCounts.load(report.id, filter),
    });
  }
}

@Resolver(() => CaseConnection)
export class CaseConnectionResolver {
  @FieldResolver(() => Int, { description: 'All cases that the filter lets through.' })
  totalCount(@Root() connection: CaseConnection): Promise<number> {
    return connection.count();
  }
}

const listSize = {
  nullable: true,
  defaultValue: STANDARD_LIST_LENGTH,
  description: `How many, 1–${CASE_ROW_LIST_LENGTH}; else BAD_USER_INPUT. Whole lists are in SUMMARY_JSON.`,
} as const;

@Resolver(() => Case)
export class CaseResolver {
  @FieldResolver(() => [String], {
    description: 'The first of the distinct alert numbers, in code-point order.',
  })
  alertNumbers(@Root() { record }: Case, @Arg('first', () => Int, listSize) first: number | null): string[] {
    return record.alertNumbers.slice(0, pageSize(first, STANDARD_LIST_LENGTH, CASE_ROW_LIST_LENGTH));
  }

  @FieldResolver(() => [String], {
    nullable: 'items',
    description:
      'The first of the `tasks_status` of all rows, oldest first, equal times in file order; null for a blank.',
  })
  statusChronology(
    @Root() { record }: Case,
    @Arg('first', () => Int, listSize) first: number | null,
  ): (string | null)[] {
    return record.statusChronology.slice(0, pageSize(first, STANDARD_LIST_LENGTH, CASE_ROW_LIST_LENGTH));
  }

  @FieldResolver(() => String, { description: 'Why this action and this score, in a sentence or two.' })
  explanation(@Root() { record }: Case): string {
    return explain(record);
  }
}
