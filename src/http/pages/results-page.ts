/**
 * The page of results: what was found, how it was understood, and the ways to go on, each a link, so that it works
 * without scripts. Made of what /search answers.
 */
import { html } from "hono/html";
import { isoDay, lastDayOfMonth } from "../../articles/news.ts";
import { barHeight, HISTOGRAM_HEIGHT, type HistogramBar, histogramBars } from "../../date-histogram.ts";
import {
  type FacetCounts,
  type FacetValue,
  LISTED_NAMES,
  type ListedName,
  MAX_OFFSET,
  NAME_FILTERS,
  type SearchAnswer,
  type SearchHit,
  type SortOrder,
} from "../../search-api.ts";
import { fillText, type Remark, remarksOn } from "../../texts/texts.ts";
import { hitList } from "./hit-list.ts";
import { type Markup, type PageSite, pageFrame } from "./page-frame.ts";
import { type PageWords, pageWords } from "./page-texts.ts";
import { publicationDate, spanOfDays } from "./publication-date.ts";

/** The data of a page of results. */
export interface ResultsPage {
  readonly answer: Omit<SearchAnswer, "tookMs" | "cost">;
  /** The parameters that were asked with, of those that the page has. */
  readonly asked: URLSearchParams;
  readonly offset: number;
  /** Values to filter by, each counted without its own filter. */
  readonly facets: FacetCounts;
  /** Matches without a date, on whatever days. */
  readonly undated: number;
  /** The newest articles, where nothing was found. */
  readonly newest: readonly SearchHit[];
  /** The path of a script that takes the page over; null for none. */
  readonly script: string | null;
}

export const HITS_PER_PAGE = 10;

/** Parameters that a filter's link keeps beside the query; all others belong to one query. */
const FILTERS: readonly string[] = [...NAME_FILTERS, "from", "to", "match"];
const KEPT = [...FILTERS, "sort"];

/** Values of a parameter; none takes it off. */
type Changes = Readonly<Record<string, string | readonly string[]>>;

/** The data that all parts of a page are made from. */
interface Results extends ResultsPage {
  readonly site: PageSite;
  readonly words: PageWords;
  say(text: Parameters<typeof fillText>[0], values: Parameters<typeof fillText>[2]): string;
  /** The address of the page with other parameters, from its first hit on. */
  linkTo(changes: Changes): string;
}

/** A whole page. */
export function resultsPage(site: PageSite, page: ResultsPage): Markup {
  const { language, siteName, basePath } = site;
  const { answer, asked, offset, script } = page;
  const words = pageWords[language];
  const results: Results = {
    ...page,
    site,
    words,
    say: (text, values) => fillText(text, language, values),
    linkTo: (changes) => addressOf(basePath, asked, changes),
  };
  const text = answer.query.text.trim();
  const number = offset === 0 ? "" : `, ${results.say(words.page, { n: Math.floor(offset / HITS_PER_PAGE) + 1 })}`;
  const isEmpty = answer.hits.length === 0;
  const main = html`<main class="results">
      <div class="results__main">
        <h1 class="${text === "" ? "section-title section-title--first" : "unseen"}">${text === "" ? words.latest : text}</h1>
        ${text === "" ? "" : html`<p class="printed">${results.say(words.printed, { text })}</p>`}
        ${summary(results)}
      </div>
      ${filters(results)}
      <div class="results__main" id="content" tabindex="-1">
        ${isEmpty ? emptyResults(results) : hitList(answer.hits, site, { query: text, level: 2 })}
        ${pageLinks(results)}
        <p class="results__foot"><a href="${feedPath(results)}">${words.feed}</a></p>
      </div>
    </main>`;
  return pageFrame(site, {
    title: text === "" ? siteName : `${text}${number} — ${siteName}`,
    canonical: null,
    isListed: false,
    query: answer.query.text,
    kept: new URLSearchParams([...asked].filter(([name]) => KEPT.includes(name))),
    script,
    feed: feedPath(results),
    main,
  });
}

/** Parameters keep their order, so that the same page has one address. */
function addressOf(basePath: string, asked: URLSearchParams, changes: Changes): string {
  const parameters = new URLSearchParams(asked);
  parameters.delete("offset");
  for (const [name, values] of Object.entries(changes)) {
    parameters.delete(name);
    for (const value of [values].flat()) parameters.append(name, value);
  }
  return parameters.size === 0 ? `${basePath}/` : `${basePath}/?${parameters}`;
}

/** The feed takes no order and nothing that a query was understood as. */
function feedPath({ site, asked }: Results): string {
  const ofFeed = [...asked].filter(([name]) => name === "q" || FILTERS.includes(name));
  return `${site.basePath}/feed.xml${ofFeed.length === 0 ? "" : `?${new URLSearchParams(ofFeed)}`}`;
}

// How many there are, what was searched for, and what of that can be taken off.

function summary(results: Results): Markup {
  const { answer, asked, site, words, say } = results;
  const { total, totalAny, hits } = answer;
  const some = totalAny > 0 ? ` ${say(words.foundSome, { n: totalAny })}` : "";
  const remarks = remarksOn(
    { ...answer, isAnyAsked: asked.get("match") === "any" },
    { say: (name, values = {}) => say(words[name], values), nameDays: (days) => spanOfDays(days, site.language) },
  );
  const chips = chipsOf(results);
  return html`${hits.length === 0 ? "" : html`<p class="results__head">${say(words.found, { n: total })}${some}</p>`}
          ${remarks.map((remark) => remarkMarkup(remark, results))}
          ${chips.length === 0 ? "" : html`<ul class="chips" role="list">${chips}</ul>`}`;
}

function remarkMarkup({ text, wayOn }: Remark, { asked, linkTo }: Results): Markup {
  if (wayOn === undefined) return html`<p class="remark">${text}</p>`;
  const changes: Changes =
    "text" in wayOn ? { q: wayOn.text, ignore: [] } : { ignore: [...asked.getAll("ignore"), ...wayOn.ignore] };
  return html`<p class="remark">${text} <a href="${linkTo(changes)}">${wayOn.label}</a></p>`;
}

/** Lists the filters, each as a link that takes it off. */
function chipsOf(results: Results): Markup[] {
  const { asked, words, say, linkTo } = results;
  const chip = (text: string, changes: Changes): Markup =>
    html`<li><a class="chip" href="${linkTo(changes)}" aria-label="${say(words.remove, { text })}">${text}</a></li>`;
  const without = (name: string, value: string): Changes => ({
    [name]: asked.getAll(name).filter((one) => one !== value),
  });
  const period = periodText(results);
  return [
    ...(asked.has("sameAs") ? [chip(words.sameSubject, { sameAs: [], key: [] })] : []),
    ...(period === null ? [] : [chip(period, { from: [], to: [] })]),
    ...NAME_FILTERS.flatMap((name) => asked.getAll(name).map((value) => chip(value, without(name, value)))),
    ...(asked.has("match") && asked.get("match") !== "auto"
      ? [chip(asked.get("match") === "all" ? words.allWords : words.anyOfWords, { match: [] })]
      : []),
  ];
}

function periodText(results: Results): string | null {
  const { asked, site, words, say } = results;
  const [from, to] = ["from", "to"].map((name) => asked.get(name));
  const period = PERIODS.find((name) => name === from);
  const shown = (day: string): string => publicationDate({ publishedAt: day }, site.language) ?? day;
  if (period !== undefined) return to ? `${words[period]}, ${say(words.until, { to: shown(to) })}` : words[period];
  if (from && to) {
    const whole = wholePeriod(from, to);
    return whole === null ? spanOfDays([from, to], site.language) : periodName(whole, results);
  }
  if (from) return say(words.since, { from: shown(from) });
  return to ? say(words.until, { to: shown(to) }) : null;
}

/** The year or the month of which two days are the first and the last. */
function wholePeriod(from: string, to: string): string | null {
  const isWhole = (period: string): boolean => daysOf(period).join() === `${from},${to}`;
  return [from.slice(0, 4), from.slice(0, 7)].find(isWhole) ?? null;
}

// Where nothing is: what may help, and what there is.

function emptyResults({ answer, site, asked, offset, newest, words, say, linkTo }: Results): Markup {
  const text = answer.query.text.trim();
  if (offset > 0) {
    return html`<div class="empty"><p class="empty__title">${words.noSuchPage}</p><p><a href="${linkTo({})}">${words.firstPage}</a></p></div>`;
  }
  const filtered = FILTERS.filter((name) => asked.has(name));
  const off = Object.fromEntries(filtered.map((name) => [name, []]));
  return html`<div class="empty">
            <p class="empty__title">${text === "" ? words.empty : say(words.nothing, { text })}</p>
            ${text === "" ? "" : html`<p>${words.advice}</p>`}
            ${filtered.length === 0 ? "" : html`<p><a href="${linkTo(off)}">${words.unfiltered}</a></p>`}
          </div>
          ${newest.length === 0 ? "" : html`<h2 class="section-title">${words.latest}</h2>${hitList(newest, site, { query: "", level: 3 })}`}`;
}

// The pages, by number: the first, the last, and those around the one that is shown.

function pageLinks({ answer, offset, asked, words, linkTo }: Results): Markup | "" {
  const { total, totalAny, query } = answer;
  const isRanked = query.text.trim() !== "" && !["newest", "oldest"].includes(asked.get("sort") ?? "");
  const listed = Math.min(total + (isRanked ? totalAny : 0), MAX_OFFSET + HITS_PER_PAGE);
  const last = Math.ceil(listed / HITS_PER_PAGE);
  const current = Math.floor(offset / HITS_PER_PAGE) + 1;
  if (last <= 1 || answer.hits.length === 0) return "";
  const link = (page: number): string => linkTo(page === 1 ? {} : { offset: String((page - 1) * HITS_PER_PAGE) });
  const near = [1, current - 2, current - 1, current, current + 1, current + 2, last];
  const shown = [...new Set(near.filter((page) => page >= 1 && page <= last))];
  return html`<nav class="pages" aria-label="${words.pages}">
            ${current > 1 ? html`<a href="${link(current - 1)}" rel="prev">${words.previous}</a>` : ""}
            ${shown.map((page) => (page === current ? html`<span aria-current="page">${page}</span>` : html`<a href="${link(page)}">${page}</a>`))}
            ${current < last ? html`<a href="${link(current + 1)}" rel="next">${words.next}</a>` : ""}
          </nav>`;
}

// The order, and what the results can be narrowed to.

/** Values of a filter that stand open; the others open at a press. Untuned. */
const OPEN_VALUES = 8;

/** Folded on a narrow page. Nothing to choose from where nothing is, and nothing is chosen. */
function filters(results: Results): Markup | "" {
  const { answer, asked, words, facets, linkTo, say } = results;
  const { year: years = [], month: months = [] } = facets;
  const names = LISTED_NAMES.map((name) => ({ name, values: facets[name] ?? [] }));
  if ([answer.hits, years, ...names.map(({ values }) => values)].every((list) => list.length === 0)) return "";
  const [from = "", to = "", sort = ""] = ["from", "to", "sort"].map((name) => asked.get(name) ?? "");
  const choice = (text: string, changes: Changes, isCurrent: boolean, count?: number): Markup =>
    html`<li><a href="${linkTo(changes)}" ${isCurrent ? html`aria-current="true"` : ""}>${text}</a>${
      count === undefined ? "" : html`<span class="count">${say("{n}", { n: count })}</span>`
    }</li>`;
  const year = yearWith(from, to);
  const periodChoice = ({ value, count }: FacetValue): Markup => {
    const [first, last] = daysOf(value);
    return choice(periodName(value, results), { from: first, to: last }, first === from && last === to, count);
  };
  const orders: readonly (readonly [SortOrder, string])[] = [
    ["relevance", words.relevance],
    ["newest", words.newest],
    ["oldest", words.oldest],
  ];
  const usual: SortOrder = answer.query.text.trim() === "" ? "newest" : "relevance";
  const shownOrders = orders.filter(([order]) => order !== "relevance" || usual === "relevance");
  return html`<details class="filters">
          <summary>${words.filters}</summary>
          ${group(
            results,
            words.sort,
            shownOrders.map(([order, text]) =>
              choice(text, { sort: order === usual ? [] : order }, order === (sort || usual)),
            ),
          )}
          ${group(results, words.dates, [
            choice(words.anyTime, { from: [], to: [] }, from === "" && to === ""),
            ...PERIODS.map((period) => choice(words[period], { from: period, to: [] }, from === period && to === "")),
          ])}
          ${group(results, words.times, years.map(periodChoice), { chart: timeChart(results, years, months), isOfPeriods: true })}
          ${group(
            results,
            say(words.byMonth, { text: year ?? "" }),
            months.filter(({ value }) => value.startsWith(`${year}-`)).map(periodChoice),
            { isOfPeriods: true },
          )}
          ${names.map(({ name, values }) =>
            group(
              results,
              words[name],
              values.map((value) => nameChoice(name, value, asked, choice)),
            ),
          )}
        </details>`;
}

/** Values of `from`, and names of their texts. */
const PERIODS = ["today", "week", "month", "year"] as const;

/** A second press takes it off. */
function nameChoice(
  name: ListedName,
  { value, count }: FacetValue,
  asked: URLSearchParams,
  choice: (text: string, changes: Changes, isCurrent: boolean, count: number) => Markup,
): Markup {
  const chosen = asked.getAll(name);
  const isChosen = chosen.includes(value);
  return choice(
    value,
    { [name]: isChosen ? chosen.filter((one) => one !== value) : [...chosen, value] },
    isChosen,
    count,
  );
}

// When the matches were published.

/** The year that two days lie in; null where they lie in several, or where one is open. */
function yearWith(from: string, to: string): string | null {
  return /^\d{4}-/.test(from) && from.slice(0, 4) === to.slice(0, 4) ? from.slice(0, 4) : null;
}

/** The first and the last day of a bar's period. */
function daysOf(period: string): [string, string] {
  const [year = 0, month] = period.split("-").map(Number);
  return month === undefined
    ? [`${period}-01-01`, `${period}-12-31`]
    : [`${period}-01`, isoDay(lastDayOfMonth(year, month))];
}

function periodName(period: string, { site }: Results): string {
  return publicationDate({ publishedAt: period }, site.language) ?? period;
}

/**
 * A chart of all matches over time, or of the chosen year, whose bars lead to their periods. It is for the eye and the
 * pointer: the lists beside it say the same in words, and are what the keyboard and screen readers go by. None where
 * all are of one period.
 */
function timeChart(results: Results, years: readonly FacetValue[], months: readonly FacetValue[]): Markup {
  const { asked, undated, words, say, linkTo } = results;
  const [from, to] = [asked.get("from") ?? "", asked.get("to") ?? ""];
  const year = yearWith(from, to);
  const bars = histogramBars(year === null ? years : years.filter(({ value }) => value === year), months);
  const most = Math.max(...bars.map(({ count }) => count));
  const isOfSeveral = bars.filter(({ count }) => count > 0).length > 1;
  const isChosen = (first: string, last: string): boolean =>
    (from <= first || /^[a-z]/.test(from)) && (to === "" || last <= to);
  const bar = ({ period, count }: HistogramBar, place: number): Markup => {
    const [first, last] = daysOf(period);
    const height = barHeight(count, most);
    return html`<a href="${linkTo({ from: first, to: last })}" tabindex="-1" ${isChosen(first, last) ? "" : html`class="bars__other"`}><title>${periodName(period, results)}: ${say("{n}", { n: count })}</title><rect x="${place}" width="1" height="${HISTOGRAM_HEIGHT}"/><rect x="${place + 0.1}" y="${HISTOGRAM_HEIGHT - height}" width=".8" height="${height}"/></a>`;
  };
  const [start, end] = [bars[0], bars.at(-1)];
  const chart =
    start === undefined || end === undefined || !isOfSeveral
      ? ""
      : html`<div class="chart" aria-hidden="true"><svg class="bars" viewBox="0 0 ${bars.length} ${HISTOGRAM_HEIGHT}" preserveAspectRatio="none">${bars.map((one, place) => (one.count === 0 ? "" : bar(one, place)))}</svg><p class="chart__span"><span>${periodName(start.period, results)}</span><span>${periodName(end.period, results)}</span></p></div>`;
  return html`${chart}${undated === 0 ? "" : html`<p class="chart__undated">${say(words.undated, { n: undated })}</p>`}`;
}

function group(
  { words, say }: Results,
  title: string,
  choices: readonly Markup[],
  { chart = "", isOfPeriods = false }: { readonly chart?: Markup | ""; readonly isOfPeriods?: boolean } = {},
): Markup | "" {
  if (choices.length === 0) return "";
  const list = (some: readonly Markup[]): Markup =>
    html`<ul class="choices${isOfPeriods ? " choices--periods" : ""}" role="list">${some}</ul>`;
  const [open, folded] = [choices.slice(0, OPEN_VALUES), choices.slice(OPEN_VALUES)];
  return html`<section>
            <h2 class="filters__title">${title}</h2>
            ${chart}
            ${list(open)}
            ${
              folded.length === 0
                ? ""
                : html`<details><summary>${say(words.more, { n: folded.length })}</summary>${list(folded)}</details>`
            }
          </section>`;
}
