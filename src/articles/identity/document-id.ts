/**
 * The id of an article: the upload's own, else what stands for its address, else a hash. Never a line number or a place
 * in a file, so that an id stays the article's when others are added or removed around it.
 */
import { sha256, toBase64Url } from "../../content-hash.ts";
import { addressIdentity, canonicalHostOf } from "../news/canonical-url.ts";
import type { SpeakingHosts } from "../news/speaking-hosts.ts";

/** The fields that an id is made of; `url` is the upload's own. */
interface IdentifyingFields {
  /** Key of the upload. */
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

/** Tells whether text can be an article's id: it must fit into a path, and be visible. */
export function isPlainId(id: string): boolean {
  // No URL path can carry a dot segment (RFC 3986, 5.2.4), so the article could not be opened.
  const isDotSegment = id === "." || id === "..";
  return id.length <= maxIdLength && id.isWellFormed() && !isDotSegment && !/\p{Cc}/u.test(id);
}

/**
 * The id that an upload of these hosts may give an article, so that no two uploads that share no host give one id: as
 * it is where it names one of them, as `https://news.example/77` and `news.example:77` do, else behind the first of
 * them; its hash where that is too long. Null where there is no host.
 */
export function givenId(hosts: SpeakingHosts, id: string): string | null {
  if (hosts === null || hosts.includes(hostOfId(id))) return id;
  if (hosts[0] === undefined) return null;
  const named = `${hosts[0]}:${id}`;
  return named.length <= maxIdLength ? named : hashOf(named);
}

function hostOfId(id: string): string {
  const name = /^https?:/i.test(id) ? id : `https://${/^\[[\da-f:]+\](?=:)|^[^\s:/]+(?=:)/i.exec(id)?.[0] ?? ""}`;
  return canonicalHostOf(name) ?? "";
}

/**
 * The own id, else what stands for the address, which is the same whichever upload has it; without one base64url of
 * SHA-256 over key, title and text. The parts cannot run together.
 */
export function documentId({ key, ownId, url, title, text }: IdentifyingFields): string {
  return ownId ?? addressIdentity(url) ?? hashOf(JSON.stringify(["text", key, title, text]));
}

function hashOf(text: string): string {
  return toBase64Url(sha256(text)).slice(0, HASH_CHARACTERS);
}
