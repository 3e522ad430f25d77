import type { ContestResult } from '../measure/contest.js';
import { milliseconds } from './tables.js';

const WIDTH = 880;
const LABELS = 330;
const VALUES = 170;
const BAR = 18;
const STEP = 28;
const TOP = 64;
const BOTTOM = 20;

/** One line of a chart. */
export interface Bar {
  label: string;
  /** Its length, in whatever unit all of them share. */
  value: number;
  /** What is written behind it. */
  text: string;
  kind: 'ours' | 'rival';
}

/** Bars as long as the times of whole processes, the shortest first; who has none is left out. */
export function contestChart(title: string, note: string, results: readonly ContestResult[]): string {
  const times = results.flatMap(({ contestant, cold }) =>
    cold === null || contestant.kind === 'FLOOR' ? [] : [{ contestant, ms: cold.median }],
  );
  times.sort((a, b) => a.ms - b.ms);
  const fastest = times[0]?.ms ?? 0;
  const bars = times.map(({ contestant, ms }): Bar => {
    const factor = ms === fastest ? '' : ` · ${(ms / fastest).toFixed(1)}×`;
    const kind = contestant.kind === 'OURS' ? 'ours' : 'rival';
    return { label: contestant.label, value: ms, text: `${milliseconds(ms)}${factor}`, kind };
  });
  return barChart(title, note, bars);
}

/** Readable on light and on dark pages. */
export function barChart(title: string, note: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value), 1);
  const height = TOP + bars.length * STEP + BOTTOM;
  const rows = bars.map(({ label, value, text, kind }, i) => {
    const y = TOP + i * STEP;
    const width = Math.max(2, (value / longest) * (WIDTH - LABELS - VALUES));
    const middle = y + BAR / 2 + 5;
    return [
      `<text class="label" x="${LABELS - 12}" y="${middle}">${escaped(label)}</text>`,
      `<rect class="${kind}" x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
      `<text x="${(LABELS + width + 8).toFixed(1)}" y="${middle}">${escaped(text)}</text>`,
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2933; }
.title { font-size: 16px; font-weight: 600; }
.note { fill: #5b6773; }
.label { text-anchor: end; }
.ours { fill: #0f8a6c; }
.rival { fill: #8795a5; }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e8ec; }
  .note { fill: #a4afba; }
  .ours { fill: #2fc39c; }
  .rival { fill: #6b7a8a; }
}
</style>
<text class="title" x="12" y="26">${escaped(title)}</text>
<text class="note" x="12" y="46">${escaped(note)}</text>
${rows.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
