/** Lunr in a page: the index whole, and the titles, which it does not keep. */
import lunr from "lunr";
import addRussian from "lunr-languages/lunr.ru";
import addStemming from "lunr-languages/lunr.stemmer.support";
import type { PageEngine } from "../model.ts";

export const open: PageEngine["open"] = async (base, limit) => {
  addStemming(lunr);
  addRussian(lunr);
  const [index, titles] = await Promise.all([loadJson(`${base}/lunr.json`), loadJson(`${base}/titles.json`)]);
  const loaded = lunr.Index.load(index);
  return async (query) => {
    const ids = loaded.search(query).map(({ ref }) => ref);
    return { ids: ids.slice(0, limit).filter((id) => Object.hasOwn(titles as object, id)), isCorrected: false };
  };
};

async function loadJson(address: string): Promise<unknown> {
  return (await fetch(address)).json();
}
