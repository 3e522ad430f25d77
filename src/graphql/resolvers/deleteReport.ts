import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../context.js';

@Resolver()
export class DeleteReportResolver {
  @Mutation(() => Boolean, {
    description:
      'Removes a report with its cases, its artefacts and its trends, and makes the trend of the report after it anew; true when that is done. Its job stays, without a report. NOT_FOUND.',
  })
  async deleteReport(
    @Arg('id', () => ID, { description: 'Names the report.' }) id: string,
    @Ctx() { services }: GraphContext,
  ): Promise<boolean> {
    await services.jobs.deleteReport(id);
    return true;
  }
}
