/**
 * The charset that a page declares in its own first bytes: `<meta charset>`, `<meta http-equiv>`, or the XML
 * declaration, found as the HTML Standard's "prescan a byte stream to determine its encoding" finds them. What a page
 * declares is a claim: decode-text.ts checks it against the bytes.
 */

import { scanHtml, type TagAttributes } from "../html/tokens.ts";

/** The Standard's 1,024 bytes are too few for pages whose head begins with scripts or a banner. Untuned. */
const PRESCAN_BYTES = 4_096;

/** Names that pages and tools use and that the Encoding Standard does not list. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["win-1251", "windows-1251"],
  ["win1251", "windows-1251"],
  ["windows1251", "windows-1251"],
  ["windows_1251", "windows-1251"],
  ["cp-1251", "windows-1251"],
  ["cp_1251", "windows-1251"],
  ["1251", "windows-1251"],
  ["ansi", "windows-1251"],
  ["utf8mb4", "utf-8"],
  ["utf_8", "utf-8"],
  ["koi-8r", "koi8-r"],
  ["koi8r", "koi8-r"],
  ["koi-8-r", "koi8-r"],
  ["koi8u", "koi8-u"],
  ["cp-866", "ibm866"],
  ["dos-866", "ibm866"],
  ["ibm-866", "ibm866"],
  ["dos", "ibm866"],
  ["iso8859-5", "iso-8859-5"],
  ["maccyrillic", "x-mac-cyrillic"],
  ["mac-cyrillic", "x-mac-cyrillic"],
  ["x-maccyrillic", "x-mac-cyrillic"],
]);

/** The Encoding Standard's name of a charset, whatever its case and spelling; null where nobody knows it. */
export function resolveCharset(label: string): string | null {
  const name = label.trim().toLowerCase();
  try {
    return new TextDecoder(ALIASES.get(name) ?? name).encoding;
  } catch {
    return null;
  }
}

/**
 * The charset that markup in the first bytes declares, by the Encoding Standard's name; null where there is none, or
 * none that is known. Bytes are only read; at most 4,096 of them. What declares UTF-16 in ASCII letters is UTF-8, as
 * the Standard has it.
 */
export function charsetInMarkup(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, PRESCAN_BYTES)).toLowerCase();
  const declared = xmlEncoding(head) ?? metaCharset(head);
  if (declared === null) return null;
  return declared.startsWith("utf-16") ? "utf-8" : declared;
}

/** XML 1.0, section 2.8: the declaration stands first; a mark and white space before it are forgiven. */
function xmlEncoding(head: string): string | null {
  const start =
    /^(?:\xef\xbb\xbf)?[ \t\r\n]{0,100}<\?xml[^>]{0,300}?\sencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']/.exec(head);
  return start?.[1] === undefined ? null : resolveCharset(start[1]);
}

/** The first `meta` that declares a known charset. */
function metaCharset(head: string): string | null {
  let found: string | null = null;
  scanHtml(head, {
    open: (name, attributes) => {
      if (name === "meta") found ??= declaredBy(attributes);
    },
    text: () => undefined,
    close: () => undefined,
    raw: () => undefined,
    get isDone() {
      return found !== null;
    },
  });
  return found;
}

function declaredBy(attributes: TagAttributes): string | null {
  const charset = attributes.get("charset");
  if (charset !== undefined) return resolveCharset(charset);
  if (attributes.get("http-equiv") !== "content-type") return null;
  const content = /charset\s{0,9}=\s{0,9}["']?([^"';\s]{1,40})/.exec(attributes.get("content") ?? "");
  return content?.[1] === undefined ? null : resolveCharset(content[1]);
}
