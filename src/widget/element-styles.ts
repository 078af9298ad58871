/**
 * The looks of the field and of a hit, as one constructable stylesheet, which a Content-Security-Policy without
 * `style-src` lets pass. Inherited properties are set anew inside, so that the host's do not leak in; only its typeface
 * and its colour scheme are taken over. Every colour is a pair for light and dark, at least 4.5:1 on its ground (WCAG
 * AA).
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

export const elementStyles = `
:host{display:block;min-width:0;max-width:100%}
:host([hidden]),[hidden]{display:none!important}
.root{all:initial;visibility:inherit;pointer-events:inherit;display:block;position:relative;font-family:inherit;font-size:var(--poisk-font-size,medium);line-height:1.45;color:var(--text);overflow-wrap:anywhere;color-scheme:inherit;${colorRules((light) => light)}}
@supports(color:light-dark(#000,#fff)){.root{${colorRules((light, dark) => `light-dark(${light},${dark})`)}}}
:host([theme=light]) .root{color-scheme:light}
:host([theme=dark]) .root{color-scheme:dark}
:host([theme=auto]) .root{color-scheme:light dark}
*,::before,::after{box-sizing:border-box}
p{margin:0}
button,input{font:inherit;color:inherit;margin:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.form{position:relative}
.box{display:flex;min-height:44px;background:var(--ground);border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px)}
.box:focus-within{outline:3px solid var(--accent);outline-offset:-1px}
.input{flex:1;min-width:0;padding:0 .75em;border:0;background:none;border-radius:inherit;outline:0;font-size:max(1em,16px)}
.input::placeholder{color:var(--muted);opacity:1}
.clear,.submit{position:relative;flex:none;display:grid;place-items:center;width:44px;min-height:42px;padding:0;border:0;background:none;color:var(--muted);cursor:pointer;border-radius:inherit}
.clear:hover,.submit:hover{color:var(--accent)}
.clear::before{content:"×";font-size:1.75em;line-height:1}
.submit::before{content:"";width:15px;height:15px;margin:0 4px 4px 0;border:2px solid;border-radius:50%}
.submit::after{content:"";position:absolute;width:8px;border-top:2px solid;transform:translate(5px,5px) rotate(45deg)}
.progress{position:absolute;inset:auto 9px 3px;height:3px;background:linear-gradient(90deg,#0000,var(--accent),#0000) 50%/60% no-repeat;visibility:hidden}
[aria-busy=true] .progress{visibility:inherit;transition:visibility 0s .15s;animation:run 1s infinite}
@keyframes run{from{background-position:-150%}to{background-position:250%}}
[aria-busy=true] :is(.list,.results,.filters) :not(mark){color:var(--muted);transition:color 0s .15s}
.title{font-weight:600;line-height:1.35;color:var(--link)}
.snippet{margin-top:.2em;font-size:.9375em;overflow:hidden}
.cut{font-size:0}
.ellipsis::before{content:"…"}
.meta{display:flex;flex-wrap:wrap;gap:0 .9em;margin-top:.2em;font-size:.8125em;color:var(--muted)}
.mark{background:var(--mark);color:var(--on-mark)}
.title .mark{background:none;box-shadow:inset 0 -.3em var(--mark);color:inherit}
.divider,.remark{font-size:.875em;color:var(--muted)}
.divider{padding:.8em .9em .3em}
.remark{padding:.6em .8em}
.preparing{color:var(--muted);font-size:.9375em}
.preparing:not(:empty){padding:.6em .8em}
.form+.preparing:not(:empty){position:absolute;inset:100% 0 auto;margin-top:4px;z-index:var(--poisk-z-index,1000);background:var(--ground);border:1px solid var(--line);border-radius:var(--poisk-radius,8px)}
.live{position:absolute;inset:0;overflow:hidden;clip-path:inset(50%)}
@media(forced-colors:active){.mark.mark{background:Mark;color:MarkText}}
@media(prefers-reduced-motion:reduce){*{animation:none!important}}
`;
