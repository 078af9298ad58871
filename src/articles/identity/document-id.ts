/**
 * The id of an article: the upload's own, else a hash. Never a line number or a place in a file, so that an id
 * stays the article's when others are added or removed around it.
 */
import { sha256, toBase64Url } from "../../content-hash.ts";

/** What an id is made of; `url` is the upload's own. */
interface IdentifyingFields {
  readonly key: string;
  readonly ownId: string | null;
  readonly url: string | null;
  readonly title: string | null;
  readonly text: string;
}

/** The longest id of its own that an upload may bring. Untuned. */
export const maxIdLength = 256;
/** 22 characters of six bits hold 132 bits: enough that no two of a million articles meet. */
const HASH_CHARACTERS = 22;

/** Whether text can be an article's id: it must fit into a path, and be seen. */
export function isPlainId(id: string): boolean {
  // No URL path can carry a dot segment (RFC 3986, 5.2.4), so the article could not be opened.
  const isDotSegment = id === "." || id === "..";
  return id.length <= maxIdLength && id.isWellFormed() && !isDotSegment && !/\p{Cc}/u.test(id);
}

/** The own id, else base64url of SHA-256 over key and url, or over key, title and text. The parts cannot run together. */
export function documentId({ key, ownId, url, title, text }: IdentifyingFields): string {
  if (ownId !== null) return ownId;
  const parts = url === null ? ["text", key, title, text] : ["url", key, url];
  return toBase64Url(sha256(JSON.stringify(parts))).slice(0, HASH_CHARACTERS);
}
