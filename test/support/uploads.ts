/**
 * Uploads of a bucket under test.
 */
import type { IndexContext } from "../../src/index/manifest/manifest-reader.ts";
import type { ObjectKey, PutOptions } from "../../src/store/object-store/object-store.ts";
import { putLatest } from "../../src/store/object-store/put-latest.ts";

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
