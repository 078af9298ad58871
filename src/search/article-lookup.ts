/**
 * Articles by what names them, not by their words: an id, or an address.
 */

import { canonicalUrl, urlDigest } from "../articles/news.ts";
import { fromHex } from "../content-hash.ts";
import { findOrdinalsById, type IndexSnapshot, type OpenSegment } from "../index/read.ts";
import type { StoredDocument } from "../index/shared.ts";
import { articleStatement, URL_FIELD } from "../schema/schema.ts";
import { type FoundArticle, toFoundArticle } from "./found-article.ts";

/**
 * Tells whether a name is the id of an article, or stands for its address, as the id of an article without one does.
 */
const hasName =
  (name: string) =>
  ({ id, fields }: StoredDocument): boolean =>
    id === name || articleStatement(fields)?.identity === name;

/** Every live article that claims an id, or has the address that it stands for. Two requests a large segment. */
export async function lookUpId({ segments }: IndexSnapshot, id: string): Promise<FoundArticle[]> {
  const found = await Promise.all(
    segments.map(async (open) => showLive(open, await findOrdinalsById(open.reader, id), hasName(id))),
  );
  return found.flat();
}

/**
 * The ordinals of the live articles that claim an id, by segment number; of one upload where `key` is given. As
 * lookUpId.
 */
export async function ordinalsOfId(
  { segments }: IndexSnapshot,
  id: string,
  key: string | undefined,
): Promise<ReadonlySet<number>[]> {
  return Promise.all(
    segments.map(async ({ reader, dead }) => {
      const ordinals = (await findOrdinalsById(reader, id)).filter((ordinal) => dead?.[ordinal] !== 1);
      const documents = await reader.storedDocuments(ordinals);
      const isWanted = (document: StoredDocument | undefined): boolean =>
        document !== undefined && hasName(id)(document) && (key === undefined || document.sourceKey === key);
      return new Set(ordinals.filter((ordinal) => isWanted(documents.get(ordinal))));
    }),
  );
}

/**
 * Every live article of an address, however spelled. One request a large segment, then none, and one a stored block.
 */
export async function lookUpUrl({ segments }: IndexSnapshot, url: string): Promise<FoundArticle[]> {
  const canonical = canonicalUrl(url);
  if (canonical === null) return [];
  const digest = fromHex(urlDigest(url));
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
