import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A label that an expression asks a series for, by a matcher or by grouping. */
export interface LabelUse {
  series: string;
  label: string;
}

export interface Expression {
  /** Names of the series that it reads. */
  series: string[];
  labels: LabelUse[];
}

/**
 * What an expression reads, by Prometheus's own grammar.
 * @throws Error when it is none
 */
export function parseExpression(text: string): Expression {
  // Grafana puts a length of time there.
  const expression = text.replaceAll('$__rate_interval', '5m');
  const { topNode } = parser.parse(expression);
  for (const node of below(topNode)) {
    if (node.type.isError) throw new Error(`No PromQL at ${node.from}: ${text}`);
  }
  const textOf = ({ from, to }: SyntaxNode) => expression.slice(from, to);
  const seriesIn = (node: SyntaxNode) => named(node, 'VectorSelector').map((one) => textOf(one.firstChild!));
  const labelsIn = (node: SyntaxNode | null) => (node ? named(node, 'LabelName').map(textOf) : []);

  const matched = named(topNode, 'VectorSelector').flatMap((selector) =>
    labelsIn(selector.getChild('LabelMatchers')).map((label) => ({
      series: textOf(selector.firstChild!),
      label,
    })),
  );
  const grouped = named(topNode, 'AggregateExpr').flatMap((aggregate) =>
    labelsIn(aggregate.getChild('AggregateModifier')).flatMap((label) =>
      seriesIn(aggregate).map((series) => ({ series, label })),
    ),
  );
  return { series: seriesIn(topNode), labels: [...matched, ...grouped] };
}

/** The labels that a text of Grafana or Alertmanager puts in: `{{name}}`, `{{ $labels.name }}`. */
export function labelsOfTemplate(template: string): string[] {
  return [...template.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label]) => label);
}

function named(node: SyntaxNode, name: string): SyntaxNode[] {
  return below(node).filter((one) => one.name === name);
}

/** The node and all below it. */
function below(node: SyntaxNode): SyntaxNode[] {
  const nodes = [node];
  for (let child = node.firstChild; child; child = child.nextSibling) nodes.push(...below(child));
  return nodes;
}
