/**
 * The HTTP app for programs with a server of their own (layer 5), without a type of Hono: a Request in, a Response out.
 */
import { createHttpApp as createHonoApp } from "./app.ts";
import type { HttpAppOptions } from "./requests/http-options.ts";

export type { HttpAppOptions, HttpLogger, HttpSettings } from "./requests/http-options.ts";

/** Whatever serves web-standard requests takes it: `fetch` answers all of them, whatever is thrown behind it. */
export interface HttpApp {
  fetch(request: Request): Response | Promise<Response>;
}

/** The app that Lambda and `poisk serve` run; reads the store only through `search`. */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const app = createHonoApp(options);
  return { fetch: (request) => app.fetch(request) };
}
