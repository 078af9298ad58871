/**
 * The look of the pages (pure): one stylesheet for results, articles and problems. Text and not a file, since the
 * bundle is one file. Colours are pairs for light and dark; text on its ground is at least 4.5:1 (WCAG AA), in both.
 */

/** The ground of light and of dark pages. */
const GROUNDS = { light: "#ffffff", dark: "#14171b" } as const;

/** WCAG 2.2, 1.4.3: of text on its ground. */
const LEAST_CONTRAST = 4.5;

/** Tells whether text in a colour such as `#b5121b` is readable on a white page. */
export function isReadableColor(color: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(color) && contrast(color, GROUNDS.light) >= LEAST_CONTRAST;
}

/** Lightens an accent by the fewest steps that make it readable on a dark page. */
function lightened(color: string): string {
  const channels = channelsOf(color);
  for (let step = 0; step <= 20; step += 1) {
    const mixed = channels.map((channel) => Math.round(channel + ((255 - channel) * step) / 20));
    const text = `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
    if (contrast(text, GROUNDS.dark) >= LEAST_CONTRAST) return text;
  }
  return "#ffffff";
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

/**
 * Styles shared by these pages and those of the local stack: colours, type, links, focus. `accent` is
 * HttpSettings.accentColor.
 */
export function baseStyles(accent: string | null): string {
  const light = accent ?? "#1550b5";
  const dark = accent === null ? "#8db6ff" : lightened(accent);
  return `:root{color-scheme:light dark;--ground:${GROUNDS.light};--raised:#f3f5f8;--text:#1a1d21;--muted:#59616b;--line:#d5dae1;--field-line:#7d8793;--accent:${light};--on-accent:#ffffff;--link:var(--accent);--visited:#6a3a9c;--mark:#ffe79a;--on-mark:#1a1d21;--warning:#9a3412;--radius:8px;--measure:44rem;--size-small:.875rem;--size-body:1rem;--size-reading:1.0625rem;--size-lead:1.1875rem;--size-title:clamp(1.5rem, 1.2rem + 1.6vw, 2.125rem)}
@media (prefers-color-scheme: dark){
:root{--ground:${GROUNDS.dark};--raised:#1f242a;--text:#e4e7eb;--muted:#a0a9b4;--line:#343b44;--field-line:#7b8591;--accent:${dark};--on-accent:#10151c;--visited:#c7a6f2;--mark:#4d3d08;--on-mark:#fff3c9;--warning:#ffb59a}
}
*,*::before,*::after{box-sizing:border-box}
body{margin:0;padding:clamp(1rem, 4vw, 2.5rem) clamp(1rem, 4vw, 2rem) 4rem;background:var(--ground);color:var(--text);font:var(--size-body) / 1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;overflow-wrap:break-word;-webkit-text-size-adjust:100%;text-size-adjust:100%}
a{color:var(--link);text-underline-offset:.15em}
a:visited{color:var(--visited)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
`;
}

/** The stylesheet of the pages, served by the app itself. */
export function pageStyles(accent: string | null): string {
  return `${baseStyles(accent)}
.masthead,.back,main{max-width:60.5rem;margin-inline:auto}
.masthead{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem 2rem;margin-bottom:.75rem}
.brand,.brand:visited{color:var(--text);font-size:1.375rem;font-weight:700;line-height:1.2;text-decoration:none}
.box,poisk-search{flex:1 1 18rem;max-width:44rem}
.box{display:flex;min-height:44px;border:1px solid var(--field-line);border-radius:var(--radius)}
.box:focus-within{outline:3px solid var(--accent);outline-offset:-1px}
.box__input{flex:1;min-width:0;min-height:42px;padding:0 .75em;border:0;border-radius:inherit;outline:0;background:none;color:inherit;font:inherit;appearance:none}
.box__submit,poisk-search::part(submit){width:44px;min-height:42px;border-radius:0 calc(var(--radius) - 1px) calc(var(--radius) - 1px) 0;background:var(--accent);color:var(--on-accent);cursor:pointer}
.box__submit{position:relative;flex:none;display:grid;place-items:center;margin:0;padding:0;border:0;border-inline-start:1px solid transparent}
.box__submit::before{content:"";width:15px;height:15px;margin:0 4px 4px 0;border:2px solid;border-radius:50%}
.box__submit::after{content:"";position:absolute;width:8px;border-top:2px solid;transform:translate(5px,5px) rotate(45deg)}
poisk-search{--poisk-accent:var(--accent);--poisk-link:var(--link);--poisk-radius:var(--radius)}
mark{border-radius:2px;background:var(--mark);color:var(--on-mark)}
/* What is bold already is only underlined. */
.hit__title mark,.article__title mark{border-radius:0;background:none;box-shadow:inset 0 -.3em var(--mark);color:inherit}
[hidden]{display:none!important}
.unseen,.skip:not(:focus){position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%)}
#content:focus{outline:0}
.results{position:relative;display:grid;gap:0 2.5rem}
.results>*{min-width:0}
.results__head{margin:0;padding-block:.4rem;color:var(--muted);font-size:.9375rem;font-weight:400}
.remark{margin:.5rem 0 0}
.remark--partial{margin:0 0 1rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--muted);font-size:var(--size-small)}
.chips{display:flex;flex-wrap:wrap;gap:.5rem;margin:.75rem 0 0;padding:0;list-style:none}
.chips li{min-width:0}
.chip,.chip:visited{display:inline-flex;align-items:center;gap:.5em;min-height:32px;padding:.15rem .75em;border:1px solid var(--line);border-radius:1rem;background:var(--raised);color:var(--text);font-size:var(--size-small);overflow-wrap:anywhere;text-decoration:none}
.chip:hover{border-color:var(--accent)}
.chip::after{content:"×" / "";color:var(--muted);font-size:1.25em;line-height:1}
.hits{margin:.5rem 0 0;padding:0;list-style:none}
.hit{display:flow-root;margin-bottom:1.5rem;break-inside:avoid}
.hit__title{margin:0;font-size:1.125rem;font-weight:600;line-height:1.35;text-wrap:pretty}
.hit__title a{text-decoration:none}
.hit__title a:hover{text-decoration:underline}
.hit__text{margin:.2rem 0 0;font-size:.9375rem;text-wrap:pretty}
/* One that cannot be loaded is taken out by a script; without scripts it is a plain tile. */
.hit__picture{float:inline-end;width:min(8.5rem,26%);aspect-ratio:4/3;margin-inline-start:1rem;border-radius:calc(var(--radius)/2);background:var(--raised);object-fit:cover}
.facts{display:flex;flex-wrap:wrap;gap:0 .9em;margin:.2rem 0 0;color:var(--muted);font-size:var(--size-small)}
.facts>*{min-width:0}
.hit .facts a{color:inherit}
.notice{padding:0 .4em;border:1px solid var(--line);border-radius:3px}
.filters__title{margin:1.25rem 0 .25rem;font-size:var(--size-small);font-weight:600}
.choices{display:flex;flex-wrap:wrap;gap:0 1.1em;margin:0;padding:0;font-size:.9375rem;list-style:none}
.choices a{display:inline-flex;align-items:center;min-height:32px;text-decoration:none}
.choices--periods{display:grid!important;grid-template-columns:repeat(auto-fill,minmax(6.5rem,1fr))}
.choices li{display:flex;align-items:baseline}
.choices a,.choices a:visited{min-width:0;color:var(--text);overflow-wrap:anywhere}
.choices a:hover{text-decoration:underline}
.choices a[aria-current]{color:var(--accent);font-weight:600}
.count{margin-inline-start:.4em;color:var(--muted);font-size:var(--size-small);font-weight:400;font-variant-numeric:tabular-nums}
.chart__undated,.chart__span{margin:0 0 .25rem;color:var(--muted);font-size:var(--size-small)}
.chart__span{display:flex;justify-content:space-between;gap:1em}
.bars{display:block;width:100%;max-width:var(--measure);height:72px;border-bottom:1px solid var(--field-line)}
.bars rect{fill:transparent}
.bars rect+rect{fill:var(--accent)}
.bars .bars__other rect+rect{fill:var(--line)}
.bars a:hover rect:first-of-type{fill:var(--raised)}
.filters summary{min-height:36px;padding:.4rem 0;color:var(--muted);font-size:.9375rem;cursor:pointer}
/* One button beside what stands first. */
.filters>summary{position:absolute;inset:0 0 auto auto}
.results:has(.filters)>:first-child::before{content:"";float:inline-end;width:6.5rem;height:44px}
.pages{display:flex;flex-wrap:wrap;gap:.25rem;margin-top:2rem}
.pages a,.pages a:visited,.pages [aria-current]{display:grid;place-items:center;min-width:44px;min-height:44px;padding:0 .75em;border:1px solid transparent;border-radius:var(--radius);color:var(--link);text-decoration:none}
.pages a:hover{border-color:var(--accent)}
.pages [aria-current]{border-color:var(--line);background:var(--raised);color:var(--text);font-weight:600}
.results__foot{margin:1.5rem 0 0;font-size:var(--size-small)}
.empty{margin-top:.75rem}
.empty__title{margin:0;font-size:1.25rem;font-weight:600;line-height:1.3}
.empty p:not(:first-child){margin:.5rem 0 0}
.section-title{margin:2.5rem 0 0;font-size:1.25rem;line-height:1.3}
.section-title--first{margin-top:0}
.article,.read-also{max-width:var(--measure)}
.back{margin-bottom:1.25rem}
.article__title{margin:0 0 .5rem;font-size:var(--size-title);line-height:1.2;text-wrap:balance}
.article__meta{margin-bottom:1.5rem}
.article__lead{margin:0 0 1.25rem;font-size:var(--size-lead);font-weight:500}
.article__image{display:block;max-width:100%;height:auto;margin:0 0 1.25rem;border-radius:var(--radius)}
.article__text{font-size:var(--size-reading);line-height:1.65}
.article__text p{margin:0 0 1em;white-space:pre-line}
.article__notice{margin:2rem 0 0;padding-top:.75rem;border-top:1px solid var(--line);color:var(--muted);font-size:var(--size-small)}
.printed{display:none}
@media (min-width: 60rem){
.results{grid-template:auto 1fr / 14rem minmax(0, 1fr)}
.results__main{grid-column:2}
.filters{grid-area:1 / 1 / 3 / 2}
.results:has(.filters)>:first-child::before{content:none}
.hits{margin-top:1.5rem}
/* Beside the results there is room for them, where a browser lets them stand open. */
@supports selector(::details-content){
.filters>summary{display:none}
.filters::details-content{content-visibility:visible}
}
.back,.article,.read-also{padding-inline-start:16.5rem}
.article,.read-also{max-width:none}
.filters .choices{display:block}
.filters section:first-of-type .filters__title{margin-top:0}
.masthead{gap:2.5rem;margin-bottom:1.5rem}
.brand{flex:0 1 14rem}
}
@media (pointer: coarse){
.chip,.choices a,.filters summary{min-height:44px}
}
@media (forced-colors:active){
mark{background:Mark!important;color:MarkText!important}
.bars rect+rect{fill:LinkText}
.bars .bars__other rect+rect{fill:GrayText}
}
@media print{
body{padding:0;background:none;color:#000000}
.article,.read-also{padding:0}
.box,.back,.filters,.pages,.results__foot,.chip::after{display:none}
.printed{display:block;margin:0 0 1rem}
a,a:visited{color:inherit}
mark{background:none;box-shadow:none!important;color:inherit;font-weight:600;text-decoration:underline}
}
`;
}
