/**
 * Articles by what names them, not by their words (layer 4): an id, or an address.
 */
import { canonicalUrl, urlDigest } from "../article/canonical-url.ts";
import { URL_FIELD } from "../segment/article-options.ts";
import type { StoredDocument } from "../segment/stored-fields.ts";
import { type FoundArticle, toFoundArticle } from "./found-article.ts";
import type { IndexSnapshot, OpenSegment } from "./index-snapshot.ts";

/** Every live article that claims an id. Two requests a large segment. */
export async function lookUpId({ segments }: IndexSnapshot, id: string): Promise<FoundArticle[]> {
  const found = await Promise.all(
    segments.map(async (open) =>
      showLive(open, await open.reader.findOrdinalsById(id), (document) => document.id === id),
    ),
  );
  return found.flat();
}

/** Every live article of an address, however spelled. One request a large segment, then none, and one a stored block. */
export async function lookUpUrl({ segments }: IndexSnapshot, url: string): Promise<FoundArticle[]> {
  const canonical = canonicalUrl(url);
  if (canonical === null) return [];
  const digest = Buffer.from(urlDigest(url), "hex");
  const isOfUrl = ({ fields }: StoredDocument): boolean =>
    typeof fields.url === "string" && canonicalUrl(fields.url) === canonical;
  const found = await Promise.all(
    segments.map(async (open) => showLive(open, await open.reader.findOrdinalsByDigest(URL_FIELD, digest), isOfUrl)),
  );
  return found.flat();
}

/** The live articles among some ordinals that a hash led to. */
async function showLive(
  { reader, dead }: OpenSegment,
  ordinals: readonly number[],
  isWanted: (document: StoredDocument) => boolean,
): Promise<FoundArticle[]> {
  const documents = await reader.storedDocuments(ordinals.filter((ordinal) => dead?.[ordinal] !== 1));
  return [...documents.values()].filter(isWanted).map(toFoundArticle);
}
