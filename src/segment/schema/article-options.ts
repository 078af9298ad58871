/**
 * How articles are indexed (layer 2): the Russian configuration, one value for writing and searching.
 */

import { russianAnalyzer, wordsOfToken } from "../../analysis/russian-analyzer.ts";
import { phraseTerms } from "../../analysis/titles/title-phrases.ts";
import { TokenNumbers } from "../../analysis/tokenizer/token-numbers.ts";
import { type Article, parserVersion } from "../../news/article.ts";
import { titleOf } from "../../news/article-title.ts";
import { URL_DIGEST_BYTES, urlDigest } from "../../news/canonical-url.ts";
import { findDuplicates } from "../../news/duplicate-groups.ts";
import { beginningOf } from "../../news/passage.ts";
import { SIGNATURE_BYTES, textSignature } from "../../news/text-signature.ts";
import type { JsonValue, StoredDocument } from "../stored/fields.ts";
import { type IndexOptions, resolveIndexOptions, type SourceDocument } from "./minisearch-options.ts";

/** What a hit shows, and what the article page shows: the paragraphs are the text split at blank lines. */
const STORED_FIELDS = [
  "title",
  "lead",
  "text",
  "url",
  "source",
  "agency",
  "author",
  "place",
  "image",
  "notice",
  "publishedAt",
  "datePrecision",
  "dateRange",
] as const satisfies readonly (keyof Article)[];

/** By what articles are known to be the same: the text, whoever reprints it, and the address. Digest columns. */
export const SIGNATURE_FIELD = "signature";
export const URL_FIELD = "urlDigest";

/**
 * What is searched of an article besides its title: its lead and its text as one field, so that a lead that was uploaded
 * apart counts as the first paragraph of another article does.
 */
export const BODY_FIELD = "body";

/** An article as the index keeps it. */
export type StoredArticle = Pick<Article, (typeof STORED_FIELDS)[number]>;

/**
 * MiniSearch's Options for Russian news. Scoring by k 1.2, b 0.75, d 0: on headline and same-event retrieval d 0 beat
 * 0.5 almost everywhere, k 1.2 to 2 and b 0.7 to 0.85 were flat (docs/decisions/0005-ranking-settings.md).
 */
export const articleIndexOptions: IndexOptions = {
  idField: "id",
  fields: ["title", BODY_FIELD],
  storeFields: [...STORED_FIELDS],
  columnFields: ["publishedAt", "dateRange", "source", "agency", "place"],
  digestFields: [
    { field: SIGNATURE_FIELD, sizeBytes: SIGNATURE_BYTES },
    { field: URL_FIELD, sizeBytes: URL_DIGEST_BYTES },
  ],
  duplicatesOf: ([signatures = null, addresses = null], documents) =>
    findDuplicates([signatures, addresses], documents),
  extractField: extractArticleField,
  cardOf,
  phrasesOf: (document) => phraseTerms(textOf(document.title), bodyOf(document)),
  tokenize: (text) => russianAnalyzer.tokenize(text),
  processTerm: (term) => russianAnalyzer.processTerm(term),
  wordsOfToken,
  numberTokens: (takeNew) => {
    const numbers = new TokenNumbers(takeNew);
    return (text) => numbers.numbersOf(text);
  },
  searchOptions: { bm25: { k: 1.2, b: 0.75, d: 0 } },
  analyzerVersion: russianAnalyzer.version,
  parserVersion,
};

/** The field of a card that has the title of an article without one. */
export const DERIVED_TITLE_FIELD = "derivedTitle";

/** All but lead and text, a beginning of both as `text`, and the title that stands in for a missing one; null is left out. */
function cardOf({ title: stored, lead, text, ...others }: StoredDocument["fields"]): Record<string, JsonValue> {
  const title = typeof stored === "string" ? stored : null;
  const [ownLead, ownText] = [textOf(lead), textOf(text)];
  const shown = titleOf({ title, lead: ownLead, text: ownText });
  const card = {
    [title === null ? DERIVED_TITLE_FIELD : "title"]: shown,
    text: beginningOf(readBody(ownLead, ownText), shown),
    ...others,
  };
  return Object.fromEntries(Object.entries(card).filter(([, value]) => value !== null));
}

/** What passages are cut of: one line feed between paragraphs. */
export function readBody(lead: string, text: string): string {
  return [lead, text]
    .filter((part) => part !== "")
    .join("\n")
    .replaceAll("\n\n", "\n");
}

/** The same with every default filled in. */
export const resolvedArticleOptions = resolveIndexOptions(articleIndexOptions);

/** Digests are made of the article's other fields, whose own rules name the parser's version. */
function extractArticleField(document: SourceDocument, name: string): unknown {
  if (name === SIGNATURE_FIELD) {
    return textSignature(`${textOf(document.lead)} ${textOf(document.text)}`, textOf(document.title));
  }
  if (name === BODY_FIELD) return bodyOf(document);
  return name === URL_FIELD ? urlDigest(textOf(document.url)) : document[name];
}

function bodyOf({ lead, text }: SourceDocument): string {
  return textOf(lead) === "" ? textOf(text) : `${textOf(lead)}\n\n${textOf(text)}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
