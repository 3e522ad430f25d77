import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkQuery, measure } from '../../src/graphql/queryLimits.js';
import { buildServiceSchema } from '../../src/graphql/schema.js';

const schema = buildServiceSchema();
const sizeOf = (text: string, variables?: Record<string, unknown>, operationName?: string) =>
  measure({ schema, document: parse(text), variables, operationName });
const costOf = (text: string, variables?: Record<string, unknown>) => sizeOf(text, variables).cost;

describe('the cost of a query', () => {
  test('is the number of values that its answer can hold', () => {
    expect(costOf('{ jobs(first: 10) { id status } }')).toBe(10 * 3);
    expect(costOf('{ report(id: "x") { id kpis { totalCases } } }')).toBe(4);
    expect(costOf('{ __typename }')).toBe(1);
  });

  test('counts the entries of a connection by what the connection is asked for', () => {
    // reports, totalCount, pageInfo, endCursor; and per entry: edge, node, id.
    const query = '{ reports(first: 7) { totalCount pageInfo { endCursor } edges { node { id } } } }';
    expect(costOf(query)).toBe(4 + 7 * 3);
    expect(costOf('{ reports { edges { cursor } } }')).toBe(1 + 20 * 2);
  });

  test('multiplies lists within lists', () => {
    const query = `{ reports(first: 3) { edges { node { cases(first: 5) { edges { node { alertNumbers(first: 31) } } } } } } }`;
    expect(costOf(query)).toBe(1 + 3 * (2 + 1 + 5 * (2 + 1 + 4)));
    expect(costOf('{ job(id: "x") { trend { squads { name } } } }')).toBe(2 + 10 * 2);
  });

  test('knows variables, their defaults, and those of the schema', () => {
    const query = 'query($n: Int = 5) { jobs(first: $n) { id } }';
    expect(costOf(query)).toBe(10);
    expect(costOf(query, { n: 50 })).toBe(100);
    expect(costOf(query, { n: null })).toBe(40);
    expect(costOf('{ jobs { id } }')).toBe(40);
  });

  test('takes what no field gives for as much as one gives at most: the field says what is wrong', () => {
    expect(costOf('{ jobs(first: 2000000000) { id } }')).toBe(2000);
    expect(costOf('{ jobs(first: -1) { id } }')).toBe(2);
  });

  test('counts fragments where they are used', () => {
    const query = `{ jobs(first: 2) { ...A ... on Job { status } ... { stage } } reports(first: 3) { ...B } }
      fragment A on Job { id ...C } fragment C on Job { progress }
      fragment B on ReportConnection { edges { cursor } }`;
    expect(costOf(query)).toBe(2 * 5 + 1 + 3 * 2);
  });

  test('of fragments that double each other is found at once', () => {
    const names = Array.from({ length: 60 }, (_, i) => `F${i}`);
    const fragments = names.map((name, i) => {
      const next = names[i + 1];
      return `fragment ${name} on Job { ${next ? `...${next} ...${next}` : 'id'} }`;
    });
    expect(costOf(`{ job(id: "x") { ...F0 } } ${fragments.join(' ')}`)).toBeGreaterThan(2 ** 58);
  });

  test('is that of the operation that is asked for', () => {
    const text = 'query A { jobs(first: 1) { id } } query B { jobs(first: 3) { id } }';
    expect(sizeOf(text, {}, 'A').cost).toBe(2);
    expect(sizeOf(text, {}, 'B').cost).toBe(6);
    expect(sizeOf(text, {}, 'C').cost).toBe(0);
  });
});

describe('depth and aliases', () => {
  test('are counted through fragments', () => {
    const query = `{ a: jobs { ...F } b: jobs { c: id } } fragment F on Job { report { x: kpis { y: totalCases } } }`;
    expect(sizeOf(query)).toMatchObject({ depth: 4, aliases: 5 });
  });

  test('of the schema itself do not count', () => {
    expect(sizeOf(getIntrospectionQuery())).toEqual({ depth: 1, aliases: 0, cost: 1 });
  });
});

describe('a query', () => {
  const limits = { tokens: 100, depth: 3, aliases: 2, cost: 50 };
  const check = (text: string) => () => checkQuery({ schema, document: parse(text) }, limits);

  test.each([
    ['{ a: __typename b: __typename c: __typename }', 'The query has 3 aliases; it may have 2.'],
    [
      '{ job(id: "x") { report { kpis { totalCases } } } }',
      'The query has 4 fields within each other; it may have 3.',
    ],
    ['{ jobs(first: 26) { id } }', 'The query has an answer of up to 52 values; it may have 50.'],
  ])('%s is too large', (text, message) => {
    expect(check(text)).toThrow(expect.objectContaining({ code: 'QUERY_TOO_LARGE', message }));
  });

  test('at its limits is not', () => {
    expect(check('{ a: jobs(first: 25) { id } }')).not.toThrow();
    expect(check('{ a: __typename b: __typename job(id: "x") { report { id } } }')).not.toThrow();
  });
});
