/**
 * Pagefind in a page by its own interface: the first results' fragments are loaded, which have their titles and
 * excerpts.
 */
import type { PageEngine } from "../model.ts";

interface Pagefind {
  init(): Promise<void>;
  search(query: string): Promise<{ results: { data(): Promise<{ url: string }> }[] }>;
}

export const open: PageEngine["open"] = async (base, limit) => {
  const code = `${base}/pagefind.js`;
  const pagefind = (await import(code)) as Pagefind;
  await pagefind.init();
  return async (query) => {
    const { results } = await pagefind.search(query);
    const shown = await Promise.all(results.slice(0, limit).map((result) => result.data()));
    return { ids: shown.map(({ url }) => /([^/]+)\.html$/.exec(url)?.[1] ?? url), isCorrected: false };
  };
};
