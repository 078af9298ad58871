/**
 * Addresses that a page may be opened at: http and https only, since a result links to them.
 */

/** Browsers and servers agree on no more. */
const MAX_ADDRESS_LENGTH = 2_048;

/** The address in its normal form, or null for what is none, or is of another scheme. */
export function webAddress(text: string | null): string | null {
  const url = parseAddress(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") ? url.href : null;
}

/** This machine (W3C Secure Contexts, 3.1): its pictures are shown as if they came over https. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** The same for pictures, which a page over https shows only over https or from this machine. */
export function imageAddress(text: string | null): string | null {
  const url = parseAddress(text);
  const isShown = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  return isShown ? url.href : null;
}

function parseAddress(text: string | null): URL | null {
  const bare = text?.trim() ?? "";
  if (bare === "" || bare.length > MAX_ADDRESS_LENGTH || !URL.canParse(bare)) return null;
  const url = new URL(bare);
  return url.hostname === "" || url.username !== "" || url.password !== "" ? null : url;
}
