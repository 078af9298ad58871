/**
 * A page of somebody else with the built search box, and an API that answers as a test wants it to. Nothing of it
 * listens: Chromium asks for both origins, and the test answers in their place, so that no test waits for a server or a
 * network.
 */
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Response, Route } from "playwright-core";
import { bundleWidget, type WidgetBundle } from "../../../infra/widget-bundle.mjs";
import type { SearchAnswer, SearchHit, Suggestion } from "../../../src/search-api.ts";
import { answer, hit } from "../../unit/widget/answers.ts";
import { openWatchedPage, type WatchedPage } from "./chromium.ts";

export const PAPER = "https://paper.example";
export const SEARCH = "https://search.example";

/** Markup of foreign pages: a field with a list, or a page of results. */
export const BOX = "<poisk-search></poisk-search>";
export const PAGE = '<poisk-search mode="page"></poisk-search>';

/** The API's answer, or a lost connection. */
export type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown }
  | "lost";
export type ScriptedApi = (url: URL) => Reply | Promise<Reply>;

export interface ScriptedSiteOptions {
  /** Markup between the tags of `<body>`. */
  readonly body?: string;
  /** The site's own sheet; none needs no `style-src`. */
  readonly css?: string;
  readonly lang?: string;
  /** Path of the address. */
  readonly path?: string;
  readonly api?: ScriptedApi;
  readonly context?: BrowserContextOptions;
  /** Texts of `/widget*.js` that cannot be had, by what is in them; may change meanwhile. */
  readonly lostParts?: Set<string>;
  /** Called with each response for a file of the widget. */
  readonly onResponse?: (response: Response) => void;
}

export interface ScriptedSite extends WatchedPage {
  readonly field: Locator;
  readonly options: Locator;
  /** Hits under the field. */
  readonly hits: Locator;
  /** Hits of a page of results. */
  readonly results: Locator;
  /** Requests to the API in order, aborted ones included. */
  readonly asked: URL[];
  readonly active: () => Promise<string | null>;
  /** Writes into the field, and waits for a hit under it. */
  readonly find: (text: string) => Promise<void>;
}

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
let built: Promise<WidgetBundle> | null = null;

/** Opens the page and waits until the first field is there. */
export async function openScriptedSite(browser: Browser, options: ScriptedSiteOptions = {}): Promise<ScriptedSite> {
  built ??= bundleWidget(ROOT);
  const widget = await built;
  const watched = await openWatchedPage(browser, options.context);
  const { context, page } = watched;
  const asked: URL[] = [];
  const api = options.api ?? archiveOf(23);
  await context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin === PAPER) await sendPaper(route, url, options);
    else if (url.pathname.startsWith("/widget")) await sendWidget(route, url, widget, options.lostParts);
    else {
      asked.push(url);
      await sendReply(route, await api(url));
    }
  });
  page.on("response", (response) => {
    if (response.url().startsWith(`${SEARCH}/widget`)) options.onResponse?.(response);
  });
  await page.goto(PAPER + (options.path ?? "/"));
  const field = page.locator("poisk-search input.input").first();
  await field.waitFor();
  const hits = page.locator("poisk-search .option.hit");
  return {
    ...watched,
    field,
    options: page.locator("poisk-search [role=option]"),
    hits,
    results: page.locator("poisk-search .results .hit"),
    asked,
    active: () => field.getAttribute("aria-activedescendant"),
    find: async (text) => {
      await field.fill(text);
      await hits.first().waitFor();
    },
  };
}

/** An archive of so many articles that all match whatever is asked for. */
export function archiveOf(
  total: number,
  change: (hit: SearchHit, index: number) => SearchHit = (same) => same,
): ScriptedApi {
  return (url) => {
    const query = url.searchParams.get("q") ?? "";
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const limit = Number(url.searchParams.get("limit") ?? 10);
    const count = Math.max(0, Math.min(limit, total - offset));
    const hits = Array.from({ length: count }, (_, place) => change(articleOf(query, offset + place), offset + place));
    const facets = url.searchParams.has("facets")
      ? {
          source: ["Волна", "Берег"].map((value) => ({ value, count: total })),
          year: ["2024", "2023"].map((value) => ({ value, count: total })),
        }
      : {};
    const suggestions = url.searchParams.has("suggest") ? { suggestions: suggestionsFor(query) } : {};
    return { body: answer(hits, { total, query: { ...answer([]).query, text: query }, facets, ...suggestions }) };
  };
}

/** The newest first; the number tells them apart. */
export function articleOf(query: string, number: number): SearchHit {
  const start = `Заметка ${number + 1}: `.length;
  return hit(`${number}`, {
    title: { text: `Заметка ${number + 1}: ${query} у причала`, highlights: [[start, start + query.length]] },
    source: number % 2 === 0 ? "Волна" : "Берег",
    publishedAt: "2024-05-16T12:30+03:00",
    place: "Архангельск",
  });
}

export function searchAnswer(hits: readonly SearchHit[], fields: Partial<SearchAnswer> = {}): Reply {
  return { body: answer(hits, fields) };
}

function suggestionsFor(query: string): readonly Suggestion[] {
  return query === "" ? [] : [{ kind: "word", text: `${query}овый`, highlights: [[0, query.length]] }];
}

async function sendPaper(route: Route, url: URL, { body = BOX, css, lang = "ru" }: ScriptedSiteOptions) {
  if (url.pathname === "/paper.css") {
    await route.fulfill({ contentType: "text/css", body: css ?? "" });
    return;
  }
  const own = css === undefined ? "" : `; style-src ${PAPER}`;
  await route.fulfill({
    contentType: "text/html; charset=utf-8",
    headers: {
      "Content-Security-Policy": `default-src 'none'; script-src ${SEARCH}; connect-src ${SEARCH}; require-trusted-types-for 'script'; img-src data:${own}`,
    },
    body: `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Газета</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
      ${css === undefined ? "" : '<link rel="stylesheet" href="/paper.css">'}
      <script type="module" src="${SEARCH}/widget.js"></script></head>
      <body><main><h1>Газета</h1>${body.replaceAll("<poisk-search", `<poisk-search endpoint="${SEARCH}"`)}</main></body></html>`,
  });
}

async function sendWidget(route: Route, url: URL, { entry, files }: WidgetBundle, lostParts = new Set<string>()) {
  const body = url.pathname === "/widget.js" ? `export*from"./${entry}";` : (files[url.pathname.slice(1)] ?? "");
  if ([...lostParts].some((words) => body.includes(words) && url.pathname !== `/${entry}`)) await route.abort();
  else await route.fulfill({ contentType: "text/javascript", headers: { "Access-Control-Allow-Origin": "*" }, body });
}

async function sendReply(route: Route, reply: Reply): Promise<void> {
  // A question that was called off needs no answer.
  const sent =
    reply === "lost"
      ? route.abort()
      : route.fulfill({
          status: reply.status ?? 200,
          contentType: "application/json",
          headers: { "Access-Control-Allow-Origin": "*", ...reply.headers },
          body: JSON.stringify(reply.body),
        });
  await sent.catch(() => {});
}
