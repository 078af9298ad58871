/**
 * Serves HTTP for `poisk serve`: the same app that Lambda runs, on a port of this machine, or, if it only indexes, its
 * health alone. `/readyz` is 200 once the manifest was read, 503 before and while it closes: where no index was begun
 * yet, that is when it begins.
 */
import { Hono } from "hono";
import { isSearchIndexError } from "../../src/errors.ts";
import { createHttpApp, readinessAnswer, type WritingReadiness } from "../../src/http/http.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { ArticleSearch } from "../../src/search/search.ts";
import { MeteredObjectStore } from "../../src/store/store.ts";
import { isPush } from "../push/push-app.ts";
import type { ChosenAnswers } from "../query/answer-settings.ts";
import { withSearchMetrics } from "../query/search-metrics.ts";
import type { Logger } from "../telemetry/log.ts";
import type { PrometheusMetrics } from "../telemetry/prometheus.ts";
import type { ServeRoutes } from "./event-routes.ts";
import { busyLoopMs, type ListeningServer, startWebServer } from "./http-listening.ts";
import { withRequestMetrics } from "./request-metrics.ts";

interface WebApp {
  fetch(request: Request, environment: object): Response | Promise<Response>;
}

interface ListenOptions {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  readonly logger: Logger;
  /** Put before those of the search. Default: none. */
  readonly routes?: ServeRoutes | undefined;
  /** Answers what is pushed; nobody does without. */
  readonly push?: WebApp | undefined;
  /** Reads the state of uploads and indexing; without it neither ever happens. */
  readonly writing?: (() => WritingReadiness) | undefined;
}

interface SearchServerOptions extends ListenOptions {
  readonly context: IndexContext;
  readonly answers: ChosenAnswers;
  /** Counts what is answered; nobody does without. */
  readonly metrics?: PrometheusMetrics;
}

export interface ServeServer extends ListeningServer {
  /** True if it takes requests, and can do its work. */
  readonly isReady: boolean;
  /** The index was changed: searches from now on see that. */
  expire(): void;
}

/** Pause between attempts to read a missing manifest. */
const READY_PAUSE_MS = 1_000;

/** Rejects where the port is taken, or the host is none of this machine's. */
export async function startSearchServer(options: SearchServerOptions): Promise<ServeServer> {
  const { context, answers, metrics, logger } = options;
  const { clock, ids } = context;
  const meter = new MeteredObjectStore(context.store);
  const search = new ArticleSearch({ ...context, store: meter }, answers.search);
  const state = { isRead: false, isClosing: false };
  const isReady = (): boolean => state.isRead && !state.isClosing;
  const app = createHttpApp({
    search,
    meter,
    clock,
    ids,
    logger: metrics === undefined ? logger : withSearchMetrics(withRequestMetrics(logger, metrics), metrics),
    settings: answers.http,
    busyMs: busyLoopMs,
    isReady,
    writing: options.writing ?? null,
  });
  const server = await start(app, options);
  void becomeReady(search, state, options);
  return {
    url: server.url,
    get isReady() {
      return isReady();
    },
    expire: () => search.expire(),
    close: () => {
      state.isClosing = true;
      return server.close();
    },
  };
}

/**
 * The server of one that only indexes: whether it is alive, and whether its worker takes work. Rejects as
 * startSearchServer.
 */
export async function startIndexingServer(options: ListenOptions & { isUp: () => boolean }): Promise<ServeServer> {
  let isClosing = false;
  const isReady = (): boolean => options.isUp() && !isClosing;
  const app = new Hono({ strict: true });
  app.use(async (context, next) => {
    await next();
    context.header("Cache-Control", "no-store");
    context.header("X-Content-Type-Options", "nosniff");
  });
  app.get("/healthz", (context) => context.json({ ok: true }));
  app.get("/readyz", (context) => {
    const answer = readinessAnswer(isReady(), options.writing?.());
    return context.json(answer, answer.ready ? 200 : 503);
  });
  const server = await start(app, options);
  return {
    url: server.url,
    get isReady() {
      return isReady();
    },
    expire: () => {},
    close: () => {
      isClosing = true;
      return server.close();
    },
  };
}

function start(app: WebApp, { host, port, logger, routes, push = app }: ListenOptions): Promise<ListeningServer> {
  const both: WebApp = { fetch: (request, env) => (isPush(request) ? push : app).fetch(request, env) };
  const all = routes?.notFound(({ req, env }) => both.fetch(req.raw, env)) ?? both;
  return startWebServer(all.fetch, { host, port, onFailure: (error) => logger.error("request-failed", { error }) });
}

async function becomeReady(
  search: ArticleSearch,
  state: { isRead: boolean; isClosing: boolean },
  { logger, context }: SearchServerOptions,
): Promise<void> {
  let toldCode: string | null = null;
  while (!state.isClosing) {
    try {
      const { documents, segments, sequence } = await search.status();
      state.isRead = true;
      logger.info("ready", { documents, segments, sequence });
      return;
    } catch (error) {
      const code = isSearchIndexError(error) ? error.code : null;
      if (code === null || code !== toldCode)
        logger[code === "no-index-yet" ? "info" : "error"]("not-ready", { error });
      toldCode = code;
      await context.clock.sleep(READY_PAUSE_MS);
    }
  }
}
