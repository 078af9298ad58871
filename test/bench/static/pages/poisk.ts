/** poisk in a page: what `poisk/browser` gives to a page that has its own interface. */
import type { AskEngine, PageEngine } from "../model.ts";

/** Passages of the texts beside the hits, as a page of results asks. */
export const open: PageEngine["open"] = (base, limit) => openIndex(base, { limit: String(limit) });

type SearchAnswer = { hits: { id: string }[]; query: { corrections: unknown[] } };

/** `asked`: the further parameters of `/search`. */
export async function openIndex(base: string, asked: Record<string, string>): Promise<AskEngine> {
  const code = `${base}/browser.js`;
  const { createIndexFetch } = (await import(code)) as typeof import("../../../../src/browser/index-fetch.ts");
  const index = `${base}/index/`;
  const fetch = createIndexFetch({ index });
  fetch.open();
  return async (query, isAsTyped) => {
    const correct = isAsTyped ? "off" : "auto";
    const response = await fetch(`${index}search?${new URLSearchParams({ q: query, correct, ...asked })}`);
    if (!response.ok) throw new Error(await response.text());
    const { hits, query: understood } = (await response.json()) as SearchAnswer;
    return { ids: hits.map(({ id }) => id), isCorrected: understood.corrections.length > 0 };
  };
}
