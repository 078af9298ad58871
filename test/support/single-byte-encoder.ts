/**
 * Writes text in charsets that Node only reads: single-byte ones by the inverse of TextDecoder's table, and UTF-16 in
 * either order.
 */

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** Replacements that converters write for typography that a charset lacks. */
const STAND_INS: ReadonlyMap<string, string> = new Map([
  ..."«»“”„".split("").map((sign): [string, string] => [sign, '"']),
  ..."—–−".split("").map((sign): [string, string] => [sign, "-"]),
  ..."’‘".split("").map((sign): [string, string] => [sign, "'"]),
  ["…", "..."],
  ["•", "*"],
  ["№", "N"],
  ["\u00a0", " "],
]);

/** The text with only characters of the charset: typography as converters write it, a question mark for the rest. */
export function fitToCharset(text: string, charset: string): string {
  const characters = new Set(new TextDecoder(charset, { ignoreBOM: true }).decode(ALL_BYTES));
  const written = (character: string) => (characters.has(character) ? character : (STAND_INS.get(character) ?? "?"));
  return [...text].map(written).join("");
}

/** The bytes of a text; a character that the charset lacks becomes a question mark. */
export function encodeSingleByte(text: string, charset: string): Uint8Array {
  const decoder = new TextDecoder(charset);
  const byteOf = new Map<string, number>();
  for (let byte = 255; byte >= 0; byte -= 1) byteOf.set(decoder.decode(Uint8Array.of(byte)), byte);
  return Uint8Array.from([...text].map((character) => byteOf.get(character) ?? 0x3f));
}

/** The bytes of a text in UTF-16 without a mark. */
export function encodeUtf16(text: string, order: "utf-16le" | "utf-16be"): Uint8Array {
  const bytes = Buffer.from(text, "utf16le");
  return order === "utf-16le" ? bytes : bytes.swap16();
}

/** The bytes of a text in any charset of Russian pages. */
export function encodeText(text: string, charset: string): Uint8Array {
  if (charset === "utf-8") return new TextEncoder().encode(text);
  if (charset === "utf-16le" || charset === "utf-16be") return encodeUtf16(text, charset);
  return encodeSingleByte(text, charset);
}
