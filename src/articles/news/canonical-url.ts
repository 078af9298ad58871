/**
 * Compares addresses of pages (pure): an address without the additions of sites and senders. Such a form is compared,
 * never opened or shown.
 *
 * Dropped are the scheme, `www.`, `m.`, `mobile.` and `amp.` before a host, a default port, a trailing dot or slash,
 * the fragment (but for `#!` and `#/`, which are pages of their own) and what counts clicks. Percent-encoding and host
 * names come in one spelling, parameters in one order.
 */
import { sha256, toBase64Url, toHex } from "../../content-hash.ts";
import { URL_DIGEST_BYTES } from "./digest-sizes.ts";

/** The same page for another screen; `m.ru` itself is a site. */
const HOST_PREFIX = /^(?:www|m|mobile|amp)\.(?=[^.]+\.[^.])/;
/** Default ports of http and https; the scheme does not count, so either port matches both. */
const DEFAULT_PORT = /:(?:80|443)$/;

/** Parameters that tell where a reader came from. In lower case. */
const TRACKING_PARAMETERS: ReadonlySet<string> = new Set([
  // Google, Facebook and Instagram, Microsoft, X, TikTok, Mailchimp.
  ...["gclid", "gclsrc", "dclid", "gbraid", "wbraid", "_ga", "_gl", "fbclid", "igshid", "igsh", "msclkid", "twclid"],
  ...["ttclid", "mc_cid", "mc_eid"],
  // Yandex, Mail.ru and VK, Rambler, LiveInternet's openstat, the token of Russian advertising law.
  ...["yclid", "ysclid", "ymclid", "_openstat", "openstat", "rb_clickid", "erid", "frommail", "tg_rhash"],
  // What Russian news sites put behind links to their own articles.
  ...["from", "fromtg", "fromvk", "at_medium", "at_campaign"],
]);
const TRACKING_PREFIX = /^(?:utm|roistat)_/;

const ESCAPED = /%[\da-f]{2}/gi;
/** RFC 3986, section 2.3. */
const UNRESERVED = /[\w.~-]/;

/**
 * Makes the form that stands for all addresses of a page, such as `ria.ru/20161009/1478817110.html`; null for what is
 * no web address.
 */
export function canonicalUrl(address: string | null): string | null {
  const bare = address?.trim() ?? "";
  if (bare === "" || !URL.canParse(bare)) return null;
  const { protocol, username, password, host, pathname, search, hash } = new URL(bare);
  if ((protocol !== "http:" && protocol !== "https:") || username !== "" || password !== "") return null;
  const fragment = /^#[!/]/.test(hash) ? spellOnce(hash) : "";
  return canonicalHost(host) + canonicalPath(pathname) + canonicalQuery(search) + fragment;
}

/** 132 bits in base64url: enough that no two of ten million addresses meet. */
const IDENTITY_CHARACTERS = 22;

/**
 * 22 characters of base64url that stand for all addresses of a page, whoever names them; null for what is no web
 * address.
 */
export function addressIdentity(address: string | null): string | null {
  const canonical = canonicalUrl(address);
  return canonical === null
    ? null
    : toBase64Url(sha256(JSON.stringify(["address", canonical]))).slice(0, IDENTITY_CHARACTERS);
}

/** 16 hex digits that stand for all addresses of a page; "" for what is no web address. */
export function urlDigest(address: string | null): string {
  const canonical = canonicalUrl(address);
  return canonical === null ? "" : toHex(sha256(canonical).subarray(0, URL_DIGEST_BYTES));
}

/**
 * The host of a web address as addresses are compared, without its port: `ria.ru` of `https://www.ria.ru:8443/1`; null
 * for none.
 */
export function canonicalHostOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" || protocol === "https:" ? canonicalHost(hostname) : null;
}

/** The URL parser has lower-cased it and written other alphabets as punycode already. */
function canonicalHost(host: string): string {
  const named = host.replace(DEFAULT_PORT, "").replace(/\.(?=:|$)/, "");
  const stripped = named.replace(HOST_PREFIX, "");
  return stripped === named ? named : canonicalHost(stripped);
}

function canonicalPath(pathname: string): string {
  const spelled = spellOnce(pathname);
  let end = spelled.length;
  while (spelled.charCodeAt(end - 1) === 0x2f) end -= 1;
  return spelled.slice(0, end);
}

function canonicalQuery(search: string): string {
  const kept = search
    .slice(1)
    .split("&")
    .map(spellOnce)
    .filter((parameter) => parameter !== "" && !isTracking(parameter));
  return kept.length === 0 ? "" : `?${kept.sort().join("&")}`;
}

function isTracking(parameter: string): boolean {
  const name = (parameter.split("=", 1)[0] ?? "").toLowerCase();
  return TRACKING_PARAMETERS.has(name) || TRACKING_PREFIX.test(name);
}

/** Escapes of what needs none are taken away, others get capital digits (RFC 3986, section 6.2.2). */
function spellOnce(text: string): string {
  return text.replace(ESCAPED, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return UNRESERVED.test(character) ? character : escaped.toUpperCase();
  });
}
