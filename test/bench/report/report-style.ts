/**
 * The looks of the report, light and dark.
 */
/**
 * Styles the charts and tables alone. The page gives the colours: --ink, --soft, --line, --ground, --own and --peer.
 */
export const chartStyle = `
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 500px), 1fr)); gap: 28px 36px; margin-bottom: 28px; }
figure { margin: 0; }
figcaption { margin-bottom: 4px; font-weight: 600; }
svg { display: block; width: 100%; min-width: 520px; height: auto; font-size: 14px; }
.grid { stroke: var(--line); stroke-width: 1; }
.tick { fill: var(--soft); font-size: 12px; }
.name { fill: var(--ink); }
.name.own { font-weight: 600; fill: var(--own); }
.value { fill: var(--ink); font-variant-numeric: tabular-nums; }
.range { stroke-width: 2; }
.range.own { stroke: var(--own); }
.range.peer { stroke: var(--peer); }
.dot { stroke-width: 2; }
.dot.own { fill: var(--own); stroke: var(--own); }
.dot.peer { fill: var(--peer); stroke: var(--peer); }
.dot.hollow { fill: var(--ground); }
.scroll { overflow-x: auto; margin: 12px 0; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
thead th { color: var(--soft); font-weight: 400; vertical-align: bottom; white-space: normal; }
.targets td:nth-child(2) { color: var(--soft); }
@media (max-width: 600px) {
  .targets th, .targets td { padding: 6px 8px; white-space: normal; }
  .targets tbody th { padding-left: 0; }
  .targets td:last-child { padding-right: 0; }
}
.missed td:last-child { color: var(--own); font-weight: 600; }
tbody th, thead th:first-child { padding-left: 0; text-align: left; font-weight: 600; }
`;

export const reportStyle = `
:root { color-scheme: light dark; --ink: #1b1d21; --soft: #62666e; --line: #dcdfe4; --ground: #fff; --own: #b3261e; --peer: #3f6ea8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e8ea; --soft: #9da2ab; --line: #363a41; --ground: #16181c; --own: #ff8a7a; --peer: #86b3ea; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { margin: 0 0 8px; font-size: 28px; }
h2 { margin: 48px 0 16px; font-size: 22px; }
h3 { margin: 32px 0 8px; font-size: 17px; }
small { color: var(--soft); font-size: 14px; font-weight: 400; }
.about, .notes { max-width: 74ch; color: var(--soft); }
.notes h2 { color: var(--ink); font-size: 17px; }
.notes b { color: var(--ink); font-weight: 600; }
${chartStyle}`;
