/**
 * Options of MiniSearch on a page, shared by builder and searcher: its own tokenizer, Snowball's stems of Russian, and
 * titles.
 */
import type { Options } from "minisearch";
import { snowballStem } from "../../../support/inside/russian-words.ts";

export const pageOptions: Options = {
  fields: ["title", "lead", "text"],
  storeFields: ["title", "publishedAt"],
  processTerm: (term) => snowballStem(term.toLowerCase().replaceAll("ё", "е")),
};
