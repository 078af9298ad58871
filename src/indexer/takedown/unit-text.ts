/**
 * Bytes of a JSON upload as a text of units that can be cut and put together again without a byte being lost (layer 4),
 * whatever the charset and however it is damaged: a unit is a byte, or two in UTF-16. The signs of JSON and the ends of
 * lines are ASCII, and in every charset that is read a byte below 0x80 is ASCII too.
 */

interface UnitText {
  /** One UTF-16 code unit a unit: the units themselves, not the letters that they mean. Without a byte order mark. */
  readonly units: string;
  /** JSON as units of this text. */
  encode(json: string): string;
  /** The bytes of a text of such units, with the byte order mark that there was. */
  toBytes(units: string): Uint8Array;
}

const UTF8_MARK = "\u00ef\u00bb\u00bf";
const UTF16_MARK = "\ufeff";

/** `encoding`: the charset that the upload was read as, by its WHATWG name. */
export function openUnitText(bytes: Uint8Array, encoding: string): UnitText {
  if (encoding.startsWith("utf-16")) return openWide(bytes, encoding === "utf-16be");
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const mark = whole.startsWith(UTF8_MARK) ? UTF8_MARK : "";
  return {
    units: whole.slice(mark.length),
    encode: (json) => (encoding === "utf-8" ? Buffer.from(json, "utf8").toString("latin1") : escapeBeyondAscii(json)),
    toBytes: (units) => Buffer.from(mark + units, "latin1"),
  };
}

function openWide(bytes: Uint8Array, isBigEndian: boolean): UnitText {
  // A byte that is half a unit, where the file was cut, is read as nothing; it stays where it is.
  const cut = bytes.subarray(bytes.length & ~1);
  const pairs = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  const whole = (isBigEndian ? pairs.swap16() : pairs).toString("utf16le");
  const mark = whole.startsWith(UTF16_MARK) ? UTF16_MARK : "";
  return {
    units: whole.slice(mark.length),
    encode: (json) => json,
    toBytes: (units) => {
      const written = Buffer.from(mark + units, "utf16le");
      return Buffer.concat([isBigEndian ? written.swap16() : written, cut]);
    },
  };
}

/** The same JSON in ASCII alone (RFC 8259, section 7). */
function escapeBeyondAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
