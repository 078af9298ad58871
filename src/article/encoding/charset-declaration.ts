/**
 * The charset that a page declares in its own first bytes (layer 1): `<meta charset>`, `<meta http-equiv>`, or the XML
 * declaration, found as the HTML Standard's "prescan a byte stream to determine its encoding" finds them. What a page
 * declares is a claim: decode-text.ts checks it against the bytes.
 */

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
  const head = asciiHead(bytes);
  const declared = xmlEncoding(head) ?? metaCharset(head);
  if (declared === null) return null;
  return declared.startsWith("utf-16") ? "utf-8" : declared;
}

/** One character a byte, ASCII letters in lower case; offsets are those of the bytes. */
function asciiHead(bytes: Uint8Array): string {
  const head = bytes.subarray(0, PRESCAN_BYTES);
  return Array.from(head, (byte) => String.fromCharCode(byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)).join("");
}

/** XML 1.0, section 2.8: the declaration stands first; a mark and white space before it are forgiven. */
function xmlEncoding(head: string): string | null {
  const start =
    /^(?:\xef\xbb\xbf)?[ \t\r\n]{0,100}<\?xml[^>]{0,300}?\sencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']/.exec(head);
  return start?.[1] === undefined ? null : resolveCharset(start[1]);
}

/** The first `meta` that declares a known charset; comments and other tags are passed over, quotes and all. */
function metaCharset(head: string): string | null {
  let position = head.indexOf("<");
  while (position >= 0) {
    if (head.startsWith("<!--", position)) {
      // `<!-->` is a whole comment: its two hyphens serve both ends.
      position = endAfter(head, "-->", position + 2);
    } else if (/^<\/?[a-z]/.test(head.slice(position, position + 3))) {
      const tag = readTag(head, position);
      const found = tag.name === "meta" ? declaredBy(tag.attributes) : null;
      if (found !== null) return found;
      position = tag.end;
    } else if (/^<[!/?]/.test(head.slice(position, position + 2))) {
      position = endAfter(head, ">", position);
    } else {
      position += 1;
    }
    position = head.indexOf("<", position);
  }
  return null;
}

/** A name, and a value in quotes or without; the value's quotes must both be there. */
const ATTRIBUTE = /[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?/y;

interface Tag {
  readonly name: string;
  /** Of two with one name the first counts. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly end: number;
}

/** The tag that begins at `start`; it ends before its `>`, or where it is no longer well formed. */
function readTag(head: string, start: number): Tag {
  const name = /^<\/?([^\s/>]*)/.exec(head.slice(start, start + 40))?.[1] ?? "";
  const attributes = new Map<string, string>();
  let end = head.indexOf(name, start) + name.length;
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const match = ATTRIBUTE.exec(head);
    if (match?.[1] === undefined) return { name, attributes, end };
    if (!attributes.has(match[1])) attributes.set(match[1], match[2] ?? match[3] ?? match[4] ?? "");
    end = ATTRIBUTE.lastIndex;
  }
}

function declaredBy(attributes: ReadonlyMap<string, string>): string | null {
  const charset = attributes.get("charset");
  if (charset !== undefined) return resolveCharset(charset);
  if (attributes.get("http-equiv") !== "content-type") return null;
  const content = /charset\s{0,9}=\s{0,9}["']?([^"';\s]{1,40})/.exec(attributes.get("content") ?? "");
  return content?.[1] === undefined ? null : resolveCharset(content[1]);
}

function endAfter(head: string, mark: string, from: number): number {
  const end = head.indexOf(mark, from);
  return end < 0 ? head.length : end + mark.length;
}
