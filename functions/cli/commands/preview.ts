/**
 * `poisk preview FOLDER`: serves what `poisk publish --to FOLDER` made, or a whole site, as a host of files should. A
 * folder without a first page gets one with a search box.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Option } from "commander";
import { systemClock } from "../../../src/clock.ts";
import { type ErrorCode, isSearchIndexError } from "../../../src/errors.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import {
  defaultKeyLayout,
  type KeyLayout,
  ManifestReader,
  publishedKeyLayout,
  WIDGET_LOADER,
  widgetKey,
} from "../../../src/index/shared.ts";
import { FileObjectStore } from "../../../src/store/local.ts";
import { createFolderHost, INDEX_PAGE } from "../../serve/folder-host.ts";
import { startWebServer } from "../../serve/http-listening.ts";
import { closingSignal, orExplain, parsePort } from "../location/listening.ts";
import { publishedCacheControl } from "../location/publish-target.ts";
import { CommandFailure, UsageError } from "../terminal/failure.ts";
import { printable } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

const HOST = "127.0.0.1";
/** Codes of errors that say that a folder has no index. */
const ABSENT: readonly string[] = ["no-published-index", "no-index-yet"] satisfies ErrorCode[];

export const previewVerb: Verb = {
  name: "preview",
  group: "Serve",
  summary: "serve a published folder on this machine, with a search box, until SIGTERM",
  argument: ["<folder>", "what poisk publish --to made, or a site that it is part of"],
  hasIndex: false,
  options: [new Option("--port <number>", "port to listen on; 0 for any").default("8070")],
  jsonLines: "a line with the address, as soon as it answers,",
  examples: ["preview public/search", "preview public/search --port 9000"],
  run: async ({ words: [folder = ""], options, terminal, isJson }: VerbCall<{ readonly port: string }>) => {
    const port = parsePort("--port", options.port);
    await requirePublished(folder);
    const signal = closingSignal();
    const host = createFolderHost(folder, {
      cacheControlOf: publishedCacheControl,
      page: () => pageOf(existsSync(join(folder, widgetKey(publishedKeyLayout, WIDGET_LOADER)))),
    });
    const onFailure = (error: unknown) => terminal.note(`poisk: ${printable(String(error))}`);
    const server = await orExplain("--port", port, startWebServer(host, { host: HOST, port, onFailure }));
    const url = `${server.url}/`;
    if (isJson) terminal.print(JSON.stringify({ folder, url }));
    else {
      terminal.print(`${printable(folder)} is at ${terminal.style("bold", url)} until Ctrl+C.`);
      terminal.print(terminal.style("dim", `What a host should do, this one does: poisk doctor --public ${url}`));
    }
    await signal;
    await server.close();
    return {};
  },
};

/**
 * Rejects with a {@link CommandFailure} where the folder's top holds an index that must not be served, or neither an
 * index nor the first page of a site.
 */
async function requirePublished(folder: string): Promise<void> {
  if (folder === "") throw new UsageError("The folder is empty: name the one that poisk publish --to made.");
  const notThere = `There is no published index in ${folder}, and no index.html of a site. Name the folder that poisk publish --to made.`;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw new CommandFailure(notThere);
  const kinds = await Promise.all([publishedKeyLayout, defaultKeyLayout].map((layout) => indexKind(folder, layout)));
  if (kinds.includes("private")) {
    throw new CommandFailure(
      `${folder} holds a private index, with the keys of rejected uploads and texts of deleted articles: it must not be served. Publish it: poisk publish --to.`,
    );
  }
  if (kinds[0] === null && !existsSync(join(folder, INDEX_PAGE))) throw new CommandFailure(notThere);
}

/** The kind of index that a folder has in a layout; null for none. Rejects where the index cannot be read. */
async function indexKind(folder: string, layout: KeyLayout): Promise<"published" | "private" | null> {
  const ports = { clock: systemClock, ids: systemIdSource };
  try {
    const { manifest } = await new ManifestReader({ store: new FileObjectStore(folder), layout, ...ports }).require();
    return manifest.publication === undefined ? "private" : "published";
  } catch (error) {
    if (isSearchIndexError(error) && ABSENT.includes(error.code)) return null;
    throw error;
  }
}

/** A page of our own: all of it is constant. */
function pageOf(hasWidget: boolean): Response {
  const box =
    '<script type="module" src="/widget/widget.js"></script><poisk-search index="/" mode="page" sync-url pictures></poisk-search>';
  const lack =
    "<p>Поля поиска рядом с индексом ещё нет. Выполните <code>npm run build</code> и снова <code>poisk publish</code>.</p>";
  const html = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Опубликованный индекс</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"></head>
<body><main><h1>Опубликованный индекс</h1>${hasWidget ? box : lack}</main></body></html>`;
  return new Response(html, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": PAGE_POLICY,
      "Cache-Control": "no-cache",
    },
  });
}

/** Policy that allows the parts of the box, pictures of articles from anywhere, and nothing else. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src * data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
