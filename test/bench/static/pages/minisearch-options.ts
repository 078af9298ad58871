/** How a page sets MiniSearch up: its own tokenizer, Snowball's stems of Russian, and titles. One place for who builds and who searches. */
import type { Options } from "minisearch";
import { snowballStem } from "../../../support/inside/russian-words.ts";

export const pageOptions: Options = {
  fields: ["title", "lead", "text"],
  storeFields: ["title", "publishedAt"],
  processTerm: (term) => snowballStem(term.toLowerCase().replaceAll("ё", "е")),
};
