/**
 * A corrected article as its owner brings it, a file of any format that is read, made into what stands in the old one's
 * place (layer 4). It keeps the id under which the old one is known, so that links to the article stay good.
 */

import type { UploadContext } from "../../article/model/rejection.ts";
import type { ReadArticles } from "../../article/upload/read-articles.ts";
import { SearchIndexError } from "../../errors.ts";
import type { Article } from "../../news/article.ts";
import { unpackUpload } from "./gzip-layers.ts";

/** The file, and its name, whose ending tells what it is. */
export interface Correction {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** A JSON object with the fields of an article. */
type ArticleJson = Readonly<Record<string, unknown>>;

/**
 * The corrected article as JSON for a place among others: the owner's own object where the file holds one, else the fields
 * that were read. Dates and sites that stand in keys are read as if the file lay beside the upload. `invalid-change` where
 * the file does not hold just one article, or one of another id.
 */
export async function correctionAsJson(
  correction: Correction,
  uploadKey: string,
  id: string,
  read: ReadArticles,
): Promise<ArticleJson> {
  const folder = uploadKey.slice(0, uploadKey.lastIndexOf("/") + 1);
  const article = await readCorrection(correction, { key: `${folder}${correction.fileName}` }, read);
  const own = await ownObject(correction, article);
  const fields = own ?? articleFields(article);
  const { id: ownId } = fields;
  const isWithoutId = ownId === undefined || ownId === null || ownId === "";
  if (!isWithoutId && String(ownId) !== id) {
    throw unfit(
      `it says that its article is ${JSON.stringify(ownId)}. Leave the field id out, or give it the id ${id}`,
    );
  }
  return isWithoutId ? { ...fields, id } : fields;
}

/** The one article of the file, read in the given context. */
export async function readCorrection(
  { bytes }: Pick<Correction, "bytes">,
  context: UploadContext,
  read: ReadArticles,
): Promise<Article> {
  const { articles, rejected } = await read(bytes, context);
  const [article, ...others] = articles;
  if (rejected[0] !== undefined) throw unfit(`it cannot be read: ${rejected[0].reason.replace(/\.$/, "")}`);
  if (article === undefined || others.length > 0) throw unfit(`it holds ${articles.length} articles, not one`);
  return article;
}

export function unfit(reason: string): SearchIndexError {
  return new SearchIndexError("invalid-change", `The file cannot take the article's place: ${reason}.`);
}

/** The object that the file holds, alone or as the only one of an array; null where it is no JSON. */
async function ownObject({ bytes }: Correction, { encoding }: Article): Promise<ArticleJson | null> {
  const text = new TextDecoder(encoding).decode((await unpackUpload(bytes)).bytes);
  try {
    const value: unknown = [JSON.parse(text)].flat()[0];
    return typeof value === "object" && value !== null ? (value as ArticleJson) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** The fields of the format that uploads have, without those that say nothing. */
function articleFields(article: Article): ArticleJson {
  const { title, lead, text, url, publishedAt, source, agency, author, place, image, notice } = article;
  const fields = { title, lead, text, url, date: publishedAt, source, agency, author, place, image, notice };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ""));
}
