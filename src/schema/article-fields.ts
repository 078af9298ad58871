/**
 * The fields of an article in the index: what a search knows of them, without what only making an index needs.
 */
import { type Article, addressIdentity, beginningOf } from "../articles/news.ts";
import type { JsonValue, StoredDocument } from "../index/shared.ts";

/** Fields that hits and the article page show; paragraphs are the text split at blank lines. */
const STORED_FIELDS = [
  "title",
  "lead",
  "text",
  "url",
  "source",
  "agency",
  "author",
  "section",
  "tags",
  "place",
  "image",
  "notice",
  "publishedAt",
  "datePrecision",
  "dateRange",
] as const satisfies readonly (keyof Article)[];

/** Time since when the upload states the address; not shown to readers. */
export const STATED_AT_FIELD = "statedAt";

/** Digest columns that identify equal articles: the text, whoever reprints it, and the address. */
export const SIGNATURE_FIELD = "signature";
export const URL_FIELD = "urlDigest";

/**
 * The searched text of an article besides its title: lead, text and tags as one field, so that a lead that was uploaded
 * apart counts as the first paragraph of another article does.
 */
export const BODY_FIELD = "body";

/**
 * The schema shared by searches and writers. Scoring by k 1.2, b 0.75, d 0: on headline and same-event retrieval d 0
 * beat 0.5 almost everywhere, k 1.2 to 2 and b 0.7 to 0.85 were flat (docs/decisions/search.md#words-groups-and-roots).
 */
export const articleFields = {
  fields: ["title", BODY_FIELD],
  storeFields: [...STORED_FIELDS, STATED_AT_FIELD],
  bm25: { k: 1.2, b: 0.75, d: 0 },
} as const;

/** An article as the index keeps it. */
export type StoredArticle = Pick<Article, (typeof STORED_FIELDS)[number]>;

/** The field of a card that has the title of an article without one. */
export const DERIVED_TITLE_FIELD = "derivedTitle";

/** Reads the text that passages are cut from: one line feed between paragraphs. */
export function readBody(lead: string, text: string): string {
  return [lead, text]
    .filter((part) => part !== "")
    .join("\n")
    .replaceAll("\n\n", "\n");
}

/**
 * Finds the address that an article is a statement about, and its time; null if its address is not certainly its own.
 */
export function articleStatement({ url, [STATED_AT_FIELD]: statedAt }: StoredDocument["fields"]) {
  const identity = typeof statedAt === "number" ? addressIdentity(textOf(url)) : null;
  return identity === null ? null : { identity, statedAt: Number(statedAt) };
}

/** Gives the title that stands in where there is none. */
export type TitleOf = (article: Pick<Article, "title" | "lead" | "text">) => string;

/**
 * All but lead and text, a beginning of both as `text`, and the title that stands in for a missing one; null is left
 * out.
 */
export function cardOf(
  { title: stored, lead, text, [STATED_AT_FIELD]: _, ...others }: StoredDocument["fields"],
  titleOf: TitleOf,
): Record<string, JsonValue> {
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

/** "" for what is no text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
