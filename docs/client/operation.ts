declare const shapes: unique symbol;

/** The text of a GraphQL operation, which knows the shapes of its variables and of its answer. */
export type Operation<Data, Variables> = string & {
  readonly [shapes]: (variables: Variables) => Data;
};

export function operation<Data, Variables>(text: string): Operation<Data, Variables> {
  return text as Operation<Data, Variables>;
}
