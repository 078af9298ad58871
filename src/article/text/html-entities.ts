/**
 * Character references that scrapers leave in plain text (layer 1): `&laquo;`, `&#171;`, `&#xAB;`. Only those that news
 * pages use; an unknown one stays as it is written.
 */

/** HTML Standard, "Named character references": the part that Russian pages use. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", "\u00a0"],
  ["ensp", "\u2002"],
  ["emsp", "\u2003"],
  ["thinsp", "\u2009"],
  ["shy", ""],
  ["zwnj", ""],
  ["laquo", "«"],
  ["raquo", "»"],
  ["bdquo", "„"],
  ["ldquo", "“"],
  ["rdquo", "”"],
  ["lsquo", "‘"],
  ["rsquo", "’"],
  ["sbquo", "‚"],
  ["lsaquo", "‹"],
  ["rsaquo", "›"],
  ["mdash", "—"],
  ["ndash", "–"],
  ["minus", "−"],
  ["hellip", "…"],
  ["bull", "•"],
  ["middot", "·"],
  ["copy", "©"],
  ["reg", "®"],
  ["trade", "™"],
  ["deg", "°"],
  ["euro", "€"],
  ["pound", "£"],
  ["sect", "§"],
  ["para", "¶"],
  ["times", "×"],
  ["frac12", "½"],
  ["eacute", "é"],
  ["uuml", "ü"],
  ["ouml", "ö"],
  ["auml", "ä"],
]);

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,7}));/g;

/** Decodes each reference once; `&amp;laquo;` becomes `&laquo;`. Linear in the text. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? whole;
    return characterOf(decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal)) ?? whole;
  });
}

/** HTML Standard, "Numeric character reference end state": 128 to 159 mean windows-1252. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Surrogates and what is beyond Unicode are no characters. */
function characterOf(codePoint: number): string | null {
  if (codePoint >= 0x80 && codePoint <= 0x9f) return WINDOWS_1252.charAt(codePoint - 0x80);
  const isCharacter = codePoint > 0 && codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
  return isCharacter ? String.fromCodePoint(codePoint) : null;
}
