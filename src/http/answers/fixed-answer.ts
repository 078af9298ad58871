/**
 * Answers that no commit changes (layer 5): made of the build and the settings alone, named by their own text.
 */
import { sha256 } from "../../content-hash.ts";
import type { HttpContext } from "../requests/http-context.ts";
import { holdsTag } from "./conditional.ts";

/** The text, or 304 where the client holds it already. Asks nothing of the store. */
export function answerFixed(context: HttpContext, text: string, contentType: string, maxAgeS: number): Response {
  const tag = `W/"${sha256(text).toString("base64url").slice(0, 22)}"`;
  const headers = { ETag: tag, "Cache-Control": `public, max-age=${maxAgeS}` };
  if (holdsTag(context, tag)) return context.body(null, 304, headers);
  return context.body(text, 200, { ...headers, "Content-Type": contentType });
}
