/** A metric as its page has it. */
export interface Family {
  name: string;
  type: string;
  help: string;
  /** Names of the labels of its samples, sorted; of a histogram without `le`. */
  labels: string[];
}

/** The metrics of a page in the text format of Prometheus, by their names. */
export function familiesOf(page: string): Map<string, Family> {
  const families = new Map<string, Family>();
  for (const [, name, help] of page.matchAll(/^# HELP (\S+) (.*)$/gm)) {
    const [, type = ''] = new RegExp(`^# TYPE ${name} (\\w+)$`, 'm').exec(page) ?? [];
    families.set(name, { name, type, help, labels: [] });
  }
  for (const [, series, inside] of page.matchAll(/^(\w+)\{(.*)\} /gm)) {
    const family = familyOf(series, families);
    if (!family) throw new Error(`${series} is of no metric.`);
    const labels = [...inside.matchAll(/(\w+)="/g)].map(([, label]) => label);
    family.labels = [...new Set([...family.labels, ...labels.filter((label) => label !== 'le')])].sort();
  }
  return families;
}

/** The metric that a series belongs to: three of them make a histogram. */
export function familyOf(series: string, families: Map<string, Family>): Family | undefined {
  return families.get(series) ?? families.get(series.replace(/_(bucket|sum|count)$/, ''));
}
