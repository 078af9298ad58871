/**
 * The HTTP app for programs with a server of their own, without a type of Hono: a Request in, a Response out.
 */
import { systemClock } from "../clock.ts";
import { createHttpApp as createHonoApp } from "./app.ts";
import type { HttpAppOptions } from "./requests/http-options.ts";

export type { HttpAppOptions, HttpLogger, HttpSettings } from "./requests/http-options.ts";

/**
 * Whatever serves web-standard requests takes it: `fetch` answers all of them, whatever is thrown behind it. Only of
 * Cloudflare's Workers `context` is used.
 */
export interface HttpApp {
  fetch(request: Request, environment?: unknown, context?: unknown): Response | Promise<Response>;
}

/** The app that Lambda and `poisk serve` run; reads the store only through `search`. */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const app = createHonoApp(options);
  return {
    fetch: (request, _environment, context) => {
      const answer = app.fetch(request);
      if (isExecutionContext(context)) context.waitUntil(stayWith(answer, options));
      return answer;
    },
  };
}

/** The context that Workers pass with a request (https://developers.cloudflare.com/workers/runtime-apis/context/). */
interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
}

function isExecutionContext(context: unknown): context is ExecutionContext {
  return typeof context === "object" && context !== null && "waitUntil" in context;
}

/**
 * Others may wait for what a request has begun to read, and it for what others have. A Worker ends a request's reading
 * with its answer, or when its client is gone, and refuses one that waits for nothing of its own: so it has a timer,
 * until all has been read.
 */
async function stayWith(
  answer: Response | Promise<Response>,
  { search, clock = systemClock }: HttpAppOptions,
): Promise<void> {
  let isDone = false;
  const done = Promise.resolve(answer)
    .then(() => search.settled?.())
    .finally(() => {
      isDone = true;
    });
  while (!isDone) await Promise.race([done, clock.sleep(TIMER_MS)]);
}

/** Untuned: a fraction of what a request to a host of files takes. */
const TIMER_MS = 10;
