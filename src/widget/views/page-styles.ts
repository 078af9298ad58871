/**
 * The looks of the page of results, on top of element-styles.ts.
 */

import { buttonStyles } from "./button-styles.ts";

export const pageStyles = `${buttonStyles}
.root{container-type:inline-size;contain-intrinsic-inline-size:60em}
h2,ol,ul{margin:0;padding:0;list-style:none}
.link{color:var(--link);text-decoration:none}
.tools{min-height:44px;display:flex;flex-wrap:wrap;align-items:center;gap:0 1em;margin-top:.5em;color:var(--muted);font-size:.9375em}
.columns{position:relative;display:grid;grid-template-columns:minmax(0,1fr);gap:0 2.5em;grid-auto-rows:minmax(0,auto)}
.results{grid-column:-2;min-width:0;max-width:48em}
.results .hit{margin-bottom:1.5em}
.results .hits{margin-top:.5em}
.results .title{font-size:1.125em}
.results .snippet{text-wrap:pretty}
.results .divider,.remarks .remark{padding-inline:0}
.results .divider{margin-bottom:1em;border-top:1px solid var(--line)}
button.duplicates,button.way{border:0;background:none;color:var(--link);cursor:pointer}
button.duplicates{min-height:32px;padding:0 1em 0 0;font-size:.875em}
.link:hover,button.duplicates:hover,button.way:hover{text-decoration:underline}
.tools .sort{margin-inline-start:auto}
.remarks .remark{margin:0;padding-block:0;font-size:1em;line-height:1.45;color:var(--text)}
button.way{position:relative;min-height:0;padding:0;font-size:1em;line-height:inherit}
button.way::before{content:"";position:absolute;inset:-.4em 0}
button.duplicates::after{content:" ▾"}
@container (min-width:18em){.tools:has(+.columns){padding-inline-end:7em}.columns .filters-summary{position:absolute;inset-inline-end:0;bottom:100%;padding-block:.74em;color:var(--muted);font-size:.9375em}}
@container (min-width:45em){.columns{grid-template-columns:15em minmax(0,1fr)}.filters-summary{display:none}}
@media(pointer:coarse){button.duplicates{min-height:44px}button.way::before{inset-block:-.7em}}
`;
