/**
 * The options of indexing articles: the Russian configuration.
 */

import {
  parserVersion,
  SIGNATURE_BYTES,
  textSignature,
  titleOf,
  URL_DIGEST_BYTES,
  urlDigest,
} from "../articles/news.ts";
import { type IndexOptions, resolveIndexOptions, type SourceDocument } from "../index/shared.ts";
import { phraseTerms } from "../russian/titles.ts";
import { keysOfForm, russianAnalyzer, TokenNumbers, wordsOfToken } from "../russian/words.ts";
import {
  articleFields,
  articleStatement,
  BODY_FIELD,
  cardOf,
  SIGNATURE_FIELD,
  STATED_AT_FIELD,
  textOf,
  URL_FIELD,
} from "./article-fields.ts";
import { findDuplicates } from "./duplicate-groups.ts";

/** MiniSearch's Options for Russian news. */
export const articleIndexOptions: IndexOptions = {
  idField: "id",
  fields: [...articleFields.fields],
  storeFields: [...articleFields.storeFields],
  columnFields: ["publishedAt", "dateRange", "source", "agency", "place", "section", "author"],
  // The day, which is all that recency, filters and facets need: only orders by date read the time too.
  columnHeads: { publishedAt: "2016-10-09".length },
  privateFields: [STATED_AT_FIELD],
  digestFields: [
    { field: SIGNATURE_FIELD, sizeBytes: SIGNATURE_BYTES },
    { field: URL_FIELD, sizeBytes: URL_DIGEST_BYTES },
  ],
  statementOf: articleStatement,
  duplicatesOf: ([signatures = null, addresses = null], documents) =>
    findDuplicates([signatures, addresses], documents),
  extractField: extractArticleField,
  cardOf: (fields) => cardOf(fields, titleOf),
  phrasesOf: (document) => phraseTerms(textOf(document.title), bodyOf(document)),
  tokenize: (text) => russianAnalyzer.tokenize(text),
  processTerm: (term) => russianAnalyzer.processTerm(term),
  wordsOfToken,
  keysOfForm,
  numberTokens: (takeNew) => {
    const numbers = new TokenNumbers(takeNew);
    return (text) => numbers.numbersOf(text);
  },
  searchOptions: { bm25: articleFields.bm25 },
  analyzerVersion: russianAnalyzer.version,
  parserVersion,
};

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

/** Tags stand last: hits show passages of the text alone. */
function bodyOf({ lead, text, tags }: SourceDocument): string {
  const listed = Array.isArray(tags) ? tags.map(textOf) : [];
  return [textOf(lead), textOf(text), ...listed].filter((part) => part !== "").join("\n\n");
}
