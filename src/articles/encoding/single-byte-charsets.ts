/**
 * The single-byte charsets that Russian text is found in, as tables of 256 characters. The tables come from
 * TextDecoder, which reads them all; writing them, which nothing in Node does, is needed to undo a misreading.
 */

/** Encoding Standard's names, most common first: of two readings that say the same the first is chosen. */
export const singleByteCharsets = [
  "windows-1251",
  "koi8-r",
  "ibm866",
  "x-mac-cyrillic",
  "iso-8859-5",
  "koi8-u",
  "windows-1252",
] as const;

export type SingleByteCharset = (typeof singleByteCharsets)[number];

/** Tells whether a charset is one of {@link singleByteCharsets}. */
export function isSingleByteCharset(name: string): name is SingleByteCharset {
  return (singleByteCharsets as readonly string[]).includes(name);
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
/** All characters of these charsets lie below: the last is U+25A0, a black square. */
const CHARACTERS = 0x2600;

const characterTables = new Map<SingleByteCharset, string>();
const byteTables = new Map<SingleByteCharset, Uint8Array>();

/** The character of each byte. */
export function charsetTable(charset: SingleByteCharset): string {
  const known = characterTables.get(charset);
  if (known !== undefined) return known;
  const table = new TextDecoder(charset).decode(ALL_BYTES);
  characterTables.set(charset, table);
  return table;
}

/**
 * The byte of each UTF-16 unit below U+2600, 0 for none. In windows-1252 the control characters U+0080 to U+009F have
 * theirs too, since what is misread as ISO 8859-1 holds them.
 */
export function charsetBytes(charset: SingleByteCharset): Uint8Array {
  const known = byteTables.get(charset);
  if (known !== undefined) return known;
  const bytes = new Uint8Array(CHARACTERS);
  if (charset === "windows-1252") for (let byte = 0x80; byte < 0xa0; byte += 1) bytes[byte] = byte;
  const table = charsetTable(charset);
  for (let byte = 255; byte >= 0; byte -= 1) bytes[table.charCodeAt(byte)] = byte;
  byteTables.set(charset, bytes);
  return bytes;
}
