/** A page in the text format of Prometheus, read. */
export class MetricsPage {
  /** By name and labels, as they are written. */
  readonly series: ReadonlyMap<string, number>;

  constructor(readonly text: string) {
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    this.series = new Map(
      lines.map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
    );
  }

  /** @param name with its labels in the order in which they are written; 0 for what is not there */
  of(name: string): number {
    return this.series.get(name) ?? 0;
  }

  /** What the label of a metric has been. */
  values(name: string, label: string): string[] {
    const ofLabel = new RegExp(`^${name}\\{(?:.*,)?${label}="([^"]*)"`);
    const values = [...this.series.keys()].map((key) => ofLabel.exec(key)?.[1]);
    return [...new Set(values)].filter((value) => value !== undefined).sort();
  }
}

/** @throws when the page is not shown */
export async function readMetrics(url: string, headers: Record<string, string> = {}): Promise<MetricsPage> {
  // A connection that is kept may be closed just when a test that was busy for long asks again.
  const response = await fetch(`${url}/metrics`, { headers: { connection: 'close', ...headers } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return new MetricsPage(text);
}
