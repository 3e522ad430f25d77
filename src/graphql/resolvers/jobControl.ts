import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../context.js';
import { Job, toJob } from '../types/job.js';

@Resolver(() => Job)
export class JobControlResolver {
  @Mutation(() => Job, {
    description:
      'Cancels a job that is QUEUED or RUNNING, and answers with it as it is then. What it has made so far is gone within a second; its upload stays, for retryJob. NOT_FOUND; CONFLICT when the job has SUCCEEDED or FAILED.',
  })
  async cancelJob(
    @Arg('id', () => ID, { description: 'Names the job.' }) id: string,
    @Ctx() { services }: GraphContext,
  ): Promise<Job> {
    return toJob(await services.jobs.cancel(id));
  }

  @Mutation(() => Job, {
    description:
      'Queues a job anew that is FAILED or CANCELLED, behind those that wait; its attempts and its progress begin again from 0. NOT_FOUND; CONFLICT when its status is another.',
  })
  async retryJob(
    @Arg('id', () => ID, { description: 'Names the job.' }) id: string,
    @Ctx() { services }: GraphContext,
  ): Promise<Job> {
    return toJob(await services.jobs.retry(id));
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Place in the queue: 1 is begun next. Null unless QUEUED. A job that pauses after a fault of the machine stands where it will be at the end of its pause.',
  })
  queuePosition(
    @Root() { id, status }: Job,
    @Ctx() { queuePositions }: GraphContext,
  ): Promise<number | null> {
    return status === 'QUEUED' ? queuePositions.load(id) : Promise.resolve(null);
  }
}
