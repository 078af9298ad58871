/**
 * Character references of HTML, which scrapers leave in plain text too: `&laquo;`, `&#171;`, `&#xAB;`. Names are
 * those that news pages use; an unknown one stays as it is written.
 */

/** HTML Standard, "Named character references": those of U+00A0 to U+00FF, in their order. */
const LATIN_1 =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot " +
  "cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml " +
  "Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig " +
  "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute " +
  "ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
/** Others, each before its character. */
const OTHERS =
  "ensp \u2002 emsp \u2003 thinsp \u2009 zwj \u200d bdquo „ ldquo “ rdquo ” lsquo ‘ rsquo ’ sbquo ‚ lsaquo ‹ rsaquo › mdash — ndash – minus − " +
  "hellip … bull • trade ™ euro € permil ‰ numero № larr ← uarr ↑ rarr → darr ↓ harr ↔ rArr ⇒ lArr ⇐ ge ≥ le ≤ ne ≠ asymp ≈ infin ∞ " +
  "radic √ sum ∑ prime ′ Prime ″ dagger † Dagger ‡ hearts ♥ loz ◊ apos ' colon : comma , period . quest ? excl ! num # percnt % lpar ( " +
  "rpar ) plus + equals = sol / lsqb [ rsqb ] lowbar _ ast * check ✓ star ☆ starf ★ phone ☎ OElig Œ oelig œ Scaron Š scaron š alpha α " +
  "beta β gamma γ delta δ pi π mu μ omega ω Delta Δ Omega Ω";
/** Those that the standard knows without their semicolon. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ...LATIN_1.split(" ").map((name, n): [string, string] => [name, String.fromCharCode(0xa0 + n)]),
]);
/** Each name that is decoded, and its character. */
export const namedCharacters: ReadonlyMap<string, string> = new Map([
  ...PLAIN,
  ...OTHERS.split(" ").flatMap((name, n, all): [string, string][] => (n % 2 === 0 ? [[name, all[n + 1] ?? ""]] : [])),
  ["zwnj", ""],
]);

/** A semicolon may be missing where neither a letter of ASCII nor a figure nor `=` follows, as it does in addresses. */
const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,7}))(;|(?![\w=]))/g;

/** Decodes each reference once; `&amp;laquo;` becomes `&laquo;`. Linear in the text. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (whole, decimal?: string, hexadecimal?: string, name?: string, end?: string) => {
    if (name !== undefined) return (end === ";" ? namedCharacters : PLAIN).get(name) ?? whole;
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
