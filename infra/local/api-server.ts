/**
 * The pages and the HTTP API on one port of 127.0.0.1: the pages' own files, and for every other path the same app that
 * Lambda runs.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChosenAnswers } from "../../functions/query/answer-settings.ts";
import { busyLoopMs } from "../../functions/serve/http-listening.ts";
import { baseStyles, createHttpApp, type HttpLogger, type WritingReadiness } from "../../src/http/http.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { ArticleSearch } from "../../src/search/search.ts";
import { MeteredObjectStore } from "../../src/store/store.ts";
import { bundleWidget } from "../widget-bundle.mjs";
import { startPageServer } from "./page-files.ts";

const ROOT_FOLDER = fileURLToPath(new URL("../..", import.meta.url));
const THEME_FOLDER = join(ROOT_FOLDER, "src/widget/themes");
const PAGE_FOLDER = fileURLToPath(new URL("page", import.meta.url));

/** The pages run their own scripts, speak to their own origin, and load nothing else (CSP Level 3). */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

interface ApiServer extends Awaited<ReturnType<typeof startPageServer>> {
  /**
   * The folder was looked through: `/readyz` says that the server is ready from now on. Gives how many articles are
   * found.
   */
  becomeReady(): Promise<number>;
}

/**
 * Rejects where the port is taken. Port 0 is any free one. The first page links to `foreignUrl`. `writing` is what
 * `/readyz` says of the index.
 */
export async function startApiServer(
  context: IndexContext,
  { search, http }: ChosenAnswers,
  port: number,
  foreignUrl: string,
  logger: HttpLogger,
  writing: (() => WritingReadiness) | null = null,
): Promise<ApiServer> {
  const { clock, ids } = context;
  const meter = new MeteredObjectStore(context.store);
  const articles = new ArticleSearch({ ...context, store: meter }, search);
  let isReady = false;
  const app = createHttpApp({
    search: articles,
    meter,
    clock,
    ids,
    logger,
    settings: http,
    busyMs: busyLoopMs,
    isReady: () => isReady,
    writing,
    widget: await bundleWidget(ROOT_FOLDER),
  });
  const server = await startPageServer(port, app.fetch, (error) => logger.error("request-failed", { error }));
  await server.show(PAGE_FOLDER, {
    policy: PAGE_POLICY,
    made: { "base.css": baseStyles(http.accentColor), ...(await readThemes()) },
    values: { poisk: server.url, foreign: foreignUrl },
  });
  const becomeReady = async (): Promise<number> => {
    articles.expire();
    const { documents } = await articles.status();
    isReady = true;
    return documents;
  };
  return { ...server, becomeReady };
}

/** The sheets of the search box's themes by their names. */
async function readThemes(): Promise<Record<string, string>> {
  const names = await readdir(THEME_FOLDER);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(THEME_FOLDER, name), "utf8")])),
  );
}
