import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { type ExecutionResult, execute, type FormattedExecutionResult } from 'graphql';
import { keptAnswerName, LARGEST_KEPT_ANSWER } from '../graphql/answers.js';
import type { GraphContext } from '../graphql/context.js';
import { measure, type Query } from '../graphql/queryLimits.js';
import { REPORTS_TAG } from '../store/cache/cachedStore.js';

type Data = NonNullable<ExecutionResult['data']>;

/** An answer with errors is not kept, and they have to be presented: the operation runs once more, in its place. */
class HasErrors extends Error {}

/** Whole answers out of the cache, in the text in which they were last sent. */
export class KeptAnswers {
  /** Null: kept, and not sent yet. */
  readonly #texts = new WeakMap<Data, string | null>();

  readonly plugin: ApolloServerPlugin<GraphContext> = {
    requestDidStart: async () => ({
      responseForOperation: async ({ schema, document, request, contextValue }) => {
        const { operationName, variables } = request;
        const data = await this.#dataOf({ schema, document, operationName, variables }, contextValue);
        if (data === null) return null;
        if (!this.#texts.has(data)) this.#texts.set(data, null);
        return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data } } };
      },
    }),
  };

  /** The text of an answer, made once for each that is kept. */
  textOf(answer: FormattedExecutionResult): string {
    const { data } = answer;
    if (!data || answer.errors || answer.extensions) return lineOf(answer);
    const known = this.#texts.get(data);
    if (known) return known;
    const text = lineOf(answer);
    if (known === null) this.#texts.set(data, text);
    return text;
  }

  async #dataOf(query: Query, context: GraphContext): Promise<Data | null> {
    const name = keptAnswerName(query, context);
    if (name === null || measure(query).cost > LARGEST_KEPT_ANSWER) return null;
    const { schema, document, operationName, variables: variableValues } = query;
    const args = { schema, document, operationName, variableValues, contextValue: context };
    try {
      return await context.services.cache.getOrMake(REPORTS_TAG, name, async () => {
        const { data, errors } = await execute(args);
        if (!data || errors) throw new HasErrors();
        return data;
      });
    } catch (error) {
      if (error instanceof HasErrors) return null;
      throw error;
    }
  }
}

function lineOf(answer: unknown): string {
  return `${JSON.stringify(answer)}\n`;
}
