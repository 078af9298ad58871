/**
 * The look of the side-by-side report, light and dark, wide and narrow.
 */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1b1d21; --soft: #62666e; --line: #dcdfe4; --ground: #fff; --raised: #f5f6f8;
  --kept: #1d7a3e; --kept-ground: #eaf6ee; --wrong: #b3261e; --wrong-ground: #fdeceb; --name: #7a5200; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e8ea; --soft: #9da2ab; --line: #363a41; --ground: #16181c; --raised: #1f2227;
    --kept: #7fd49a; --kept-ground: #17291e; --wrong: #ff8a7a; --wrong-ground: #331c1b; --name: #e8c077; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1320px; margin: 0 auto; padding: 32px 20px 64px; overflow-wrap: anywhere; }
h1 { margin: 0 0 8px; font-size: 28px; }
h2 { margin: 0; font-size: 19px; line-height: 1.3; }
a { color: inherit; }
.about { margin: 0 0 24px; max-width: 74ch; color: var(--soft); }
.sums { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 0 0 24px; padding: 0; list-style: none; }
.sums b { display: block; font-size: 20px; font-variant-numeric: tabular-nums; }
.sums .wrong b { color: var(--wrong); }
.scroll { overflow-x: auto; margin: 0 0 32px; }
.overview { border-collapse: collapse; font-size: 14px; }
.overview th, .overview td { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: center; white-space: nowrap; overflow-wrap: normal; }
.overview th { color: var(--soft); font-weight: 400; }
.overview tbody th, .overview thead th:first-child { padding-left: 0; text-align: left; }
.overview td:last-child { text-align: right; font-variant-numeric: tabular-nums; }
.right { color: var(--kept); }
.wrong { color: var(--wrong); font-weight: 600; }
.none { color: var(--soft); }
.page { margin: 0 0 20px; border: 1px solid var(--line); border-radius: 8px; }
.page > summary { padding: 12px 16px; cursor: pointer; }
.page > summary h2 { display: inline; }
.page > summary small { display: block; color: var(--soft); font-size: 14px; }
.inside { padding: 0 16px 16px; }
.complaints { margin: 0 0 16px; padding: 10px 16px; background: var(--wrong-ground); border-radius: 6px; list-style: none; }
.complaints b { color: var(--wrong); }
.fields { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0 0 16px; }
.fields dt { color: var(--soft); }
.fields dd { margin: 0; }
.fields .title { font-weight: 600; }
.lines { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 14px; line-height: 1.45; }
.lines caption { padding: 0 0 6px; color: var(--soft); text-align: left; }
.lines th, .lines td { padding: 5px 10px; border-top: 1px solid var(--line); vertical-align: top; text-align: left; }
.lines th { width: 52px; color: var(--soft); font-weight: 400; text-align: right; font-variant-numeric: tabular-nums; }
.lines .outcome { width: 38%; }
.lines .kept { background: var(--kept-ground); }
.lines .kept .where { color: var(--kept); }
.lines .dropped td:first-of-type { color: var(--soft); }
.lines .missing td { color: var(--wrong); }
.kind { color: var(--name); }
@media (max-width: 720px) {
  main { padding: 20px 12px 48px; }
  .overview th, .overview td { padding: 4px 5px; }
  .overview tbody th { min-width: 110px; white-space: normal; overflow-wrap: anywhere; }
  .fields { grid-template-columns: 1fr; }
  .fields dd { margin: 0 0 6px; }
  .lines, .lines caption, .lines tbody, .lines tr, .lines td { display: block; width: auto; }
  .lines tr { padding: 6px 0; border-top: 1px solid var(--line); }
  .lines th { display: none; }
  .lines td, .lines .outcome { width: auto; padding: 1px 10px; border: 0; }
}
`;
