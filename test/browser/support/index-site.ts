/**
 * A page of somebody else whose box reads a published index by itself: three hosts of files on ports of this machine,
 * of the page, of the widget and of the index, so that each is another origin, and no server that answers a question.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Locator } from "playwright-core";
import { bundleWidget, type WidgetBundle } from "../../../infra/widget-bundle.mjs";
import { publishIndex } from "../../../src/index/publish.ts";
import { type IndexContext, publishedKeyLayout } from "../../../src/index/shared.ts";
import { publishedDictionary } from "../../../src/russian/words.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import type { ObjectStore } from "../../../src/store/store.ts";
import { type FileHost, startFileHost } from "../../support/file-host.ts";
import { makeContext } from "../../support/index-context.ts";
import { type ArticleUnderTest, commitArticles } from "../../support/stored-articles.ts";
import { openWatchedPage, type WatchedPage } from "./chromium.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** A published index in memory. */
export async function makePublishedIndex(articles: Readonly<Record<string, ArticleUnderTest>>): Promise<ObjectStore> {
  const source = makeContext();
  await commitArticles(source, articles);
  return publishedFrom(source);
}

/** Publishes an index into memory. */
export async function publishedFrom(source: IndexContext): Promise<ObjectStore> {
  const store = new MemoryObjectStore({ clock: source.clock });
  await publishIndex({
    source,
    options: resolvedArticleOptions,
    target: { store, layout: publishedKeyLayout },
    dictionary: publishedDictionary(),
    writer: "test",
    partBytes: null,
    graceMs: 0,
  });
  return store;
}

export interface IndexSiteOptions {
  /** Attributes of the box, without `index`. */
  readonly attributes?: string;
  readonly body?: string;
  /** Content-Security-Policy of the page; `WIDGET` and `INDEX` stand for these origins. */
  readonly policy?: string;
  /** True if the widget's files are on the page's origin. */
  readonly isSameOrigin?: boolean;
  readonly context?: BrowserContextOptions;
  /** Runs in the page and its workers before anything else. */
  readonly script?: string;
}

export interface IndexSite extends WatchedPage {
  readonly field: Locator;
  readonly hits: Locator;
  readonly results: Locator;
}

export interface IndexHosts {
  readonly index: FileHost;
  /** Answer for the engine's two files in the place of their host. */
  engineAnswers: {
    readonly first?: (response: ServerResponse) => void;
    readonly later?: (response: ServerResponse) => void;
  };
  /** Makes the page with a box of the index, and tells its address. */
  lay(options?: IndexSiteOptions): string;
  /** Makes the page, and opens it. */
  open(browser: Browser, options?: IndexSiteOptions): Promise<IndexSite>;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export async function startIndexHosts(store: ObjectStore): Promise<IndexHosts> {
  const widget = await bundleWidget(ROOT);
  const index = await startFileHost(store);
  allowEveryone(index);
  let page = "";
  let policy = "";
  const [first, later] = widget.engine;
  const answerWidget = (url: string, response: ServerResponse): void => {
    const part = url.startsWith(`/${first}`) ? "first" : url.startsWith(`/${later}`) ? "later" : null;
    const answer = part === null ? undefined : hosts.engineAnswers[part];
    if (answer === undefined) sendWidget(url, response, widget);
    else answer(response);
  };
  const answerPage: Answer = ({ url = "" }, response) => {
    if (url.startsWith("/widget")) answerWidget(url, response);
    else {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy });
      response.end(page);
    }
  };
  const paper = await listen(answerPage);
  const scripts = await listen(({ url = "" }, response) => answerWidget(url, response));
  const lay = (options: IndexSiteOptions = {}): string => {
    const scriptOrigin = addressOf(options.isSameOrigin ? paper : scripts);
    policy = (options.policy ?? "")
      .replaceAll("WIDGET", scriptOrigin)
      .replaceAll("INDEX", new URL(index.address).origin);
    const body = options.body ?? `<poisk-search ${options.attributes ?? ""}></poisk-search>`;
    page = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Газета</title><link rel="icon" href="data:,">
      <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
      <script type="module" src="${scriptOrigin}/widget.js"></script></head>
      <body><main><h1>Газета</h1>${body.replaceAll("<poisk-search", `<poisk-search index="${index.address}"`)}</main></body></html>`;
    return addressOf(paper);
  };
  const hosts: IndexHosts = {
    index,
    engineAnswers: {},
    lay,
    async open(browser, options = {}) {
      const watched = await openWatchedPage(browser, options.context);
      if (options.script !== undefined) await watched.context.addInitScript(options.script);
      await watched.page.goto(lay(options));
      const field = watched.page.locator("poisk-search input.input").first();
      await field.waitFor();
      return {
        ...watched,
        field,
        hits: watched.page.locator("poisk-search .option.hit"),
        results: watched.page.locator("poisk-search .results .hit"),
      };
    },
    async close() {
      await Promise.all([index.close(), close(paper), close(scripts)]);
    },
  };
  return hosts;
}

/** Pages of other origins may read it, as a host that an index is published on must allow. */
export function allowEveryone(host: FileHost, misbehave: FileHost["misbehave"] = null): void {
  host.misbehave = (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Expose-Headers", "Content-Range, ETag");
    return misbehave?.(request, response) ?? false;
  };
}

function sendWidget(url: string, response: ServerResponse, { entry, files }: WidgetBundle): void {
  const text = url === "/widget.js" ? `export*from"./${entry}";` : files[url.slice(1).split("?")[0] ?? ""];
  const headers = { "Content-Type": "text/javascript; charset=utf-8", "Access-Control-Allow-Origin": "*" };
  response.writeHead(text === undefined ? 404 : 200, headers).end(text);
}

async function listen(answer: Answer): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
