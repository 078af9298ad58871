/**
 * A saved page as text to set beside its reading: unpacked and decoded as the reader does it; of HTML its visible text.
 */
import { decodeText } from "../../../src/articles/encoding/decode-text.ts";
import { htmlToText } from "../../../src/articles/html/text.ts";
import { isRejection } from "../../../src/articles/model/rejection.ts";
import { unpack } from "../../../src/articles/upload/unpack.ts";
import type { SavedPage } from "./page-folder.ts";

/** "" where the bytes are no text. */
export async function originalText({ bytes, format }: SavedPage): Promise<string> {
  const unpacked = await unpack(bytes);
  if (isRejection(unpacked)) return "";
  const text = decodeText(unpacked.bytes, null)?.text ?? "";
  return format === "html" ? htmlToText(text) : text;
}
