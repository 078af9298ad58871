/**
 * The HTTP app as the query function has it, over an index in a store.
 */
import { type Clock, systemClock } from "../../../src/clock.ts";
import { createHttpApp, defaultHttpSettings } from "../../../src/http/http.ts";
import { type IdSource, systemIdSource } from "../../../src/id-source.ts";
import { defaultKeyLayout } from "../../../src/index/shared.ts";
import { ArticleSearch, type ArticleSearchOptions } from "../../../src/search/search.ts";
import { MeteredObjectStore, type ObjectStore } from "../../../src/store/store.ts";

/** Answers a path such as `/search?q=`. Error where the answer is none. */
export type Ask = (path: string) => Promise<Response>;

export function openHttpApp(
  store: ObjectStore,
  options: ArticleSearchOptions = {},
  ports: { readonly clock: Clock; readonly ids: IdSource } = { clock: systemClock, ids: systemIdSource },
): Ask {
  const meter = new MeteredObjectStore(store);
  const app = createHttpApp({
    search: new ArticleSearch({ store: meter, layout: defaultKeyLayout, ...ports }, options),
    meter,
    ...ports,
    logger: { info: () => undefined, error: (event, fields) => console.error(event, fields) },
    settings: defaultHttpSettings,
  });
  return async (path) => {
    const response = await app.fetch(new Request(`https://poisk.example${path}`));
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}.`);
    return response;
  };
}
