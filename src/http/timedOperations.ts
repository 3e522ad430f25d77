import type { ApolloServerPlugin } from '@apollo/server';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { GraphContext } from '../graphql/context.js';
import { OTHER_OPERATION, rootFieldOf } from '../graphql/rootField.js';
import type { HttpObserver } from './observer.js';

/** What is told to a client about what went wrong. */
type ShownError = { extensions?: { code?: unknown } };

function outcomeOf(errors: readonly ShownError[] | undefined): string {
  if (!errors?.length) return 'ok';
  // What is shown has a code of a table, always.
  return String(errors[0].extensions?.code ?? 'INTERNAL');
}

/** Tells of operations over HTTP; errors are read as they are shown. */
export const timedOverHttp = (observer: HttpObserver): ApolloServerPlugin<GraphContext> => ({
  requestDidStart: async () => {
    const startedAt = performance.now();
    return {
      willSendResponse: async ({ document, request: { operationName }, response: { body } }) => {
        if (body.kind !== 'single') return;
        const outcome = outcomeOf(body.singleResult.errors);
        observer.ran(rootFieldOf(document, operationName), outcome, performance.now() - startedAt);
      },
    };
  },
});

/** Tells of operations over websockets, each of which goes by the payload that it began with. */
export class TimedOverSockets {
  readonly #underWay = new WeakMap<SubscribePayload, { startedAt: number; operation: string }>();

  constructor(private readonly observer: HttpObserver) {}

  begin(payload: SubscribePayload): void {
    this.#underWay.set(payload, { startedAt: performance.now(), operation: OTHER_OPERATION });
  }

  /** What it asks for is known. */
  understood(payload: SubscribePayload, { document, operationName }: ExecutionArgs): void {
    const known = this.#underWay.get(payload);
    if (known) known.operation = rootFieldOf(document, operationName);
  }

  /** Its first answer is ready; of a subscription, that it goes on from here. */
  answered(payload: SubscribePayload, errors?: readonly ShownError[]): void {
    const known = this.#underWay.get(payload);
    if (!known) return;
    this.#underWay.delete(payload);
    this.observer.ran(known.operation, outcomeOf(errors), performance.now() - known.startedAt);
  }

  /** The events of a subscription, which counts as open until they end or nobody wants them any more. */
  counted(
    payload: SubscribePayload,
    events: AsyncGenerator<ExecutionResult>,
  ): AsyncGenerator<ExecutionResult> {
    this.answered(payload);
    this.observer.subscriptions(1);
    let isOpen = true;
    const end = () => {
      if (isOpen) this.observer.subscriptions(-1);
      isOpen = false;
    };
    return new Counted(events, end);
  }
}

/** Events as they are. Not a generator's own: that one would answer a return only after the event it waits for. */
class Counted implements AsyncGenerator<ExecutionResult> {
  constructor(
    private readonly events: AsyncGenerator<ExecutionResult>,
    private readonly end: () => void,
  ) {}

  async next(): Promise<IteratorResult<ExecutionResult>> {
    try {
      const result = await this.events.next();
      if (result.done) this.end();
      return result;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  return(): Promise<IteratorResult<ExecutionResult>> {
    this.end();
    return this.events.return(undefined);
  }

  throw(error: unknown): Promise<IteratorResult<ExecutionResult>> {
    this.end();
    return this.events.throw(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
