/**
 * Uploads of a bucket under test.
 */
import type { IndexContext } from "../../src/index/shared.ts";
import { type ObjectKey, type PutOptions, putLatest } from "../../src/store/store.ts";

/** A JSON upload that reads as one article. */
export function articleUpload(title: string, text = ""): string {
  return JSON.stringify({ title, text: `${text} Совет директоров банка собрался в Москве. ${title}.` });
}

/** Creates or overwrites an upload under articles/. */
export async function upload(
  { store }: IndexContext,
  name: string,
  content: string | Uint8Array,
  options: PutOptions = {},
): Promise<ObjectKey> {
  const key = `articles/${name}` as ObjectKey;
  await putLatest(store, key, typeof content === "string" ? Buffer.from(content) : content, options);
  return key;
}
