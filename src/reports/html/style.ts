/** The one style of all pages: readable in light and dark, on a phone, and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ground: #f4f5f7; --ink: #1c2330; --soft: #5a6475; --line: #dfe3e9;
  --link: #1d5bbf; --actionable: #c8372d; --unstable: #7a4bc2; --attention: #a86a00; --remediated: #23803f; }
@media (prefers-color-scheme: dark) { :root { --paper: #1a1f29; --ground: #12161d; --ink: #e6e9ef; --soft: #9aa5b6;
  --line: #2f3746; --link: #82b1ff; --actionable: #ff7b6f; --unstable: #b894f5; --attention: #e5ab4b; --remediated: #5fc980; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
  "Noto Sans", Arial, sans-serif; }
main, header, footer { max-width: 1180px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 28px; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 4px; font-size: 19px; }
h3 { margin: 0 0 8px; font-size: 15px; }
p { margin: 0 0 12px; }
a { color: var(--link); }
bdi { white-space: pre-wrap; overflow-wrap: anywhere; }
.kicker { margin: 0; color: var(--soft); font-size: 13px; letter-spacing: .04em; text-transform: uppercase; }
.soft { color: var(--soft); }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 12px 0 0; padding: 0; list-style: none; }
section { margin: 20px 0; padding: 20px; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0 0 16px; padding: 0; list-style: none; }
.cards li { padding: 12px 14px; border: 1px solid var(--line); border-left-width: 4px; border-radius: 8px; }
.cards strong { display: block; font-size: 26px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.cards .name { font-weight: 600; }
.cards small { color: var(--soft); font-size: 13px; }
.cards .ACTIONABLE { border-left-color: var(--actionable); } rect.ACTIONABLE { fill: var(--actionable); }
.cards .UNSTABLE { border-left-color: var(--unstable); } rect.UNSTABLE { fill: var(--unstable); }
.cards .ATTENTION { border-left-color: var(--attention); } rect.ATTENTION { fill: var(--attention); }
.cards .REMEDIATED { border-left-color: var(--remediated); } rect.REMEDIATED { fill: var(--remediated); }
svg { display: block; width: 100%; height: 14px; border-radius: 7px; background: var(--line); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 20px 28px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
caption { padding: 0 0 6px; color: var(--soft); font-size: 13px; text-align: left; }
th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-size: 12px; font-weight: 600; white-space: nowrap; }
tbody th { min-width: 9em; font-weight: 600; }
section > :last-child { margin-bottom: 0; }
tbody tr:last-child > * { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.wide { min-width: 900px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.verdict { display: inline-block; margin: 0 0 8px; padding: 2px 12px; border: 1px solid currentColor; border-radius: 999px; font-weight: 600; }
.better { color: var(--remediated); } .worse { color: var(--actionable); } .same { color: var(--attention); }
.unseen { padding: 0 2px; border: 1px solid var(--line); border-radius: 3px; color: var(--soft); font: 11px/1.2 ui-monospace, monospace; }
footer { padding-bottom: 28px; color: var(--soft); font-size: 13px; }
@media (max-width: 560px) { main, header, footer { padding: 0 12px; } header { padding-top: 18px; } section { padding: 14px 12px; }
  h1 { font-size: 21px; } thead th, thead .number { white-space: normal; } .cards { grid-template-columns: 1fr 1fr; gap: 8px; } .cards strong { font-size: 21px; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; } }
@media print { :root { --paper: #fff; --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --actionable: #c8372d;
  --unstable: #7a4bc2; --attention: #a86a00; --remediated: #23803f; color-scheme: light; }
  body { font-size: 10pt; } nav { display: none; } section { border: 0; padding: 0; } .scroll { overflow: visible; }
  .wide { min-width: 0; } table { font-size: 8pt; } tr { break-inside: avoid; } thead { display: table-header-group; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; } @page { margin: 14mm; } }
`;
