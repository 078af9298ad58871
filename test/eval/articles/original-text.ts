/**
 * A saved page as text to set beside its reading: unpacked and decoded as the reader does it; of HTML its visible text.
 */
import { decodeText, isRejection, unpack } from "../../../src/articles/articles.ts";
import { htmlToText } from "../../support/inside/articles-html.ts";
import type { SavedPage } from "./page-folder.ts";

/** "" where the bytes are no text. */
export async function originalText({ bytes, format }: SavedPage): Promise<string> {
  const unpacked = await unpack(bytes);
  if (isRejection(unpacked)) return "";
  const text = decodeText(unpacked.bytes, null)?.text ?? "";
  return format === "html" ? htmlToText(text) : text;
}
