/**
 * The widget's looks (layer 5), as one constructable stylesheet, which a Content-Security-Policy without `style-src` lets
 * pass. Inherited properties are set anew inside, so that the host's do not leak in; only its typeface and its colour scheme
 * are taken over. Every colour is a pair for light and dark, at least 4.5:1 on its ground (WCAG AA).
 */

/** Custom properties without their prefix `--poisk-`: light and dark. docs/widget.md lists them. */
const COLORS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ground: ["#fff", "#14171b"],
  raised: ["#f3f5f8", "#1f242a"],
  text: ["#1a1d21", "#e4e7eb"],
  muted: ["#59616b", "#a0a9b4"],
  line: ["#d5dae1", "#343b44"],
  "field-line": ["#7d8793", "#7b8591"],
  link: ["#1550b5", "#8db6ff"],
  accent: ["#1f5fbf", "#8db6ff"],
  mark: ["#ffe79a", "#4d3d08"],
  "on-mark": ["#1a1d21", "#fff3c9"],
  warning: ["#9a3412", "#ffb59a"],
};

const colorRules = (choose: (light: string, dark: string) => string): string =>
  Object.entries(COLORS)
    .map(([name, [light, dark]]) => `--${name}:var(--poisk-${name},${choose(light, dark)});`)
    .join("");

const glass =
  "M10.5 3a7.5 7.5 0 1 0 4.55 13.46l4.24 4.25 1.42-1.42-4.25-4.24A7.5 7.5 0 0 0 10.5 3Zm0 2a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Z";
const cross = "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4Z";
/** Drawn by clip-path: a picture in a `url()` would be refused by `img-src`. */
const icon = (path: string): string =>
  `content:"";width:24px;height:24px;background:currentcolor;clip-path:path("${path}");`;

export const elementStyles = `
:host{display:block}
:host([hidden]),[hidden]{display:none!important}
.root{all:initial;display:block;position:relative;font-family:inherit;font-size:var(--poisk-font-size,medium);line-height:1.45;color:var(--text);text-align:start;overflow-wrap:anywhere;color-scheme:inherit;-webkit-tap-highlight-color:transparent;container-type:inline-size;${colorRules((light) => light)}}
@supports(color:light-dark(#000,#fff)){.root{${colorRules((light, dark) => `light-dark(${light},${dark})`)}}}
:host([theme=light]) .root{color-scheme:light}
:host([theme=dark]) .root{color-scheme:dark}
:host([theme=auto]) .root{color-scheme:light dark}
*,::before,::after{box-sizing:border-box}
p,h3,ol,ul,fieldset{margin:0;padding:0;border:0;min-width:0}
ol,ul{list-style:none}
button,input,select{font:inherit;color:inherit;margin:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.form{position:relative}
.box{display:flex;min-height:44px;background:var(--ground);border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px)}
.box:focus-within{outline:3px solid var(--accent);outline-offset:-1px}
.input{flex:1;min-width:0;padding:0 .75em;border:0;background:none;border-radius:inherit;appearance:none;outline:0;font-size:max(1em,16px)}
.input::placeholder{color:var(--muted);opacity:1}
.input::-webkit-search-cancel-button{display:none}
.clear,.submit{flex:none;display:grid;place-items:center;width:44px;min-height:42px;padding:0;border:0;background:none;color:var(--muted);cursor:pointer;border-radius:inherit}
.clear:hover,.submit:hover{color:var(--accent)}
.clear::before{${icon(cross)}}
.submit::before{${icon(glass)}}
.progress{position:absolute;inset:auto 0 -2px;height:2px;overflow:hidden;visibility:hidden}
[aria-busy=true] .progress{visibility:visible;transition:visibility 0s .3s}
.progress::before{content:"";display:block;width:40%;height:100%;background:var(--accent);animation:run 1.2s ease-in-out infinite}
@keyframes run{from{transform:translateX(-100%)}to{transform:translateX(250%)}}
.panel{position:absolute;top:calc(100% + 4px);left:0;z-index:var(--poisk-z-index,1000);max-height:min(70vh,36em);overflow:auto;overscroll-behavior:contain;background:var(--ground);border:1px solid var(--line);border-radius:var(--poisk-radius,8px);box-shadow:0 8px 24px #0003}
.option{display:block;padding:.6em .8em;min-height:44px;color:inherit;text-decoration:none;cursor:pointer;scroll-margin:4px}
.option+.hit{border-top:1px solid var(--line)}
.option:hover,[aria-selected]{background:var(--raised)}
[aria-selected]{box-shadow:inset 3px 0 var(--accent)}
.literal,.all,.more.option{color:var(--link)}
.all,.more.option{border-top:1px solid var(--line);text-align:center}
.title{font-size:1em;font-weight:600;line-height:1.35;color:var(--link)}
.link{color:var(--link);text-decoration:none}
.link:hover{text-decoration:underline}
.snippet{margin-top:.2em;font-size:.9375em}
.option .snippet{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.meta{display:flex;flex-wrap:wrap;gap:0 .9em;margin-top:.2em;font-size:.8125em;color:var(--muted)}
.mark{background:var(--mark);color:var(--on-mark);border-radius:2px}
.divider{padding:.8em .8em .3em;font-size:.875em;color:var(--muted)}
.remark,.problem,.empty{padding:.6em .8em}
.remark{font-size:.875em;color:var(--muted)}
.problem{border-inline-start:4px solid var(--warning)}
.empty p+*,.problem p+*{margin-top:.4em}
.button{min-height:44px;padding:.4em 1.1em;border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px);background:var(--raised);cursor:pointer}
.button:hover{border-color:var(--accent)}
.tools{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5em 1em;margin:.75em 0;color:var(--muted);font-size:.9375em}
.sort,.day{min-height:44px;padding:0 .6em;border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px);background:var(--ground);color:var(--text)}
.columns{display:grid;gap:1em 2.5em}
.results{min-width:0;max-width:44em}
.results .hit{margin-bottom:1.5em}
.results .title{font-size:1.125em}
.results .divider,.results .remark{padding-inline:0}
.results .divider{margin-bottom:1em;border-top:1px solid var(--line)}
[aria-busy=true] .results{opacity:.6;transition:opacity .2s .3s}
.duplicates.duplicates{color:inherit}
button.duplicates,button.literal{min-height:32px;padding:0;border:0;background:none;color:var(--link);cursor:pointer;font-size:.875em}
button.duplicates:hover,button.literal:hover{text-decoration:underline}
button.duplicates::after{content:" ▾"}
.folded{padding-inline-start:1em;border-inline-start:2px solid var(--line);font-size:.9375em}
.folded a{display:block;padding:.3em 0}
.filters-summary{min-height:44px;padding:.6em 0;cursor:pointer;font-weight:600}
.facet{margin-bottom:1em}
legend{padding:0;margin-bottom:.25em;font-weight:600;font-size:.9375em}
.choices{max-height:17em;overflow:auto;overscroll-behavior:contain;padding:3px;margin:-3px}
.choice{display:flex;gap:.6em;align-items:center;min-height:32px;font-size:.9375em;cursor:pointer}
.choice input{flex:none;width:18px;height:18px;accent-color:var(--accent)}
.count{margin-inline-start:auto;color:var(--muted)}
.days label{display:flex;align-items:center;gap:.6em;margin-bottom:.4em}
.day{flex:1;min-width:0}
.live{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@container (min-width:45em){.columns{grid-template-columns:15em 1fr}.filters-summary{display:none}}
@media(pointer:coarse){.choice,button.duplicates,button.literal{min-height:44px}}
@media(prefers-reduced-motion:reduce){.progress::before{animation:none;width:100%}*{transition-duration:0s!important}}
@media(forced-colors:active){[aria-selected]{outline:2px solid Highlight;outline-offset:-2px}.clear::before,.submit::before{background:ButtonText}}
@media print{.form,.filters,.more{display:none}}
`;
