/**
 * URL encoding as S3 writes it into event notifications and into listings with `encoding-type=url`: the form style, in
 * which a space is `+`; and the strict decoding of percent signs in paths, where `+` is only a plus.
 */
import { S3Error } from "./s3-error.ts";

/** What stays as it is: the unreserved characters of HTML forms, and the slash. */
const PLAIN_BYTE = /[A-Za-z0-9\-._*/]/;

/** Encoding of each byte value; built once. */
const ENCODED_BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (byte === 0x20) return "+";
  return byte < 0x80 && PLAIN_BYTE.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
});

/** UTF-8 of the text with everything but `A-Z a-z 0-9 - . _ * /` as %XX, and spaces as `+`. */
export function encodeFormStyle(text: string): string {
  let encoded = "";
  for (const byte of Buffer.from(text, "utf8")) encoded += ENCODED_BYTES[byte];
  return encoded;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of a percent-encoded path, of an address or of `x-amz-copy-source`, given as Node gives it: one character a
 * byte, so that UTF-8 without escapes is understood in a header. `InvalidURI` for a broken escape, and for bytes that
 * are not UTF-8.
 */
export function decodePath(rawPath: string): string {
  const source = Buffer.from(rawPath, "latin1");
  const decoded = Buffer.alloc(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at += 1) {
    let byte = source[at] ?? 0;
    if (byte === 0x25) {
      byte = hexDigit(source[at + 1]) * 16 + hexDigit(source[at + 2]);
      at += 2;
    }
    decoded[length] = byte;
    length += 1;
  }
  try {
    return strictUtf8.decode(decoded.subarray(0, length));
  } catch (cause) {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI: it is not UTF-8.", { cause });
  }
}

function hexDigit(byte: number | undefined): number {
  const digit = byte === undefined ? Number.NaN : Number.parseInt(String.fromCharCode(byte), 16);
  if (Number.isNaN(digit)) throw new S3Error("InvalidURI", "Couldn't parse the specified URI: a broken % escape.");
  return digit;
}
