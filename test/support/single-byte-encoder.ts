/**
 * Writes text in a single-byte charset, which Node only reads: the inverse of TextDecoder's table.
 */

/** The bytes of a text; a character that the charset lacks becomes a question mark. */
export function encodeSingleByte(text: string, charset: string): Uint8Array {
  const decoder = new TextDecoder(charset);
  const byteOf = new Map<string, number>();
  for (let byte = 255; byte >= 0; byte -= 1) byteOf.set(decoder.decode(Uint8Array.of(byte)), byte);
  return Uint8Array.from([...text].map((character) => byteOf.get(character) ?? 0x3f));
}
