/**
 * The reading half of `poisk serve`: the same HTTP app that Lambda runs, on a port of this machine. `/readyz` is 200 once
 * the manifest was read, 503 before and while it closes: where no index was begun yet, that is when it begins.
 */
import type { AddressInfo } from "node:net";
import { isSearchIndexError } from "../../src/errors.ts";
import { createHttpApp } from "../../src/http/app.ts";
import type { IndexContext } from "../../src/manifest/manifest-store.ts";
import { ArticleSearch } from "../../src/query/article-search.ts";
import { MeteredObjectStore } from "../../src/storage/decorators/counting-object-store.ts";
import type { ChosenAnswers } from "../query/answer-settings.ts";
import type { Logger } from "../telemetry/log.ts";
import { busyLoopMs, closeServer, createWebServer, listen } from "./http-listening.ts";

interface SearchServerOptions {
  readonly context: IndexContext;
  readonly answers: ChosenAnswers;
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  readonly logger: Logger;
}

export interface SearchServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Whether it takes requests, and has read the manifest. */
  readonly isReady: boolean;
  /** Is not ready any more, takes no more connections, and lets requests in work finish, ten seconds at most. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_MS = 10_000;
/** Between looks for a manifest that could not be read. */
const READY_PAUSE_MS = 1_000;

/** Rejects where the port is taken, or the host is none of this machine's. */
export async function startSearchServer(options: SearchServerOptions): Promise<SearchServer> {
  const { context, answers, host, port, logger } = options;
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
    logger,
    settings: answers.http,
    busyMs: busyLoopMs,
    isReady,
  });
  const server = createWebServer(app.fetch, (error) => logger.error("request-failed", { error }));
  await listen(server, port, host);
  void becomeReady(search, state, options);
  const shownHost = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${(server.address() as AddressInfo).port}`,
    get isReady() {
      return isReady();
    },
    close: async () => {
      state.isClosing = true;
      await closeServer(server, CLOSE_TIMEOUT_MS);
    },
  };
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
