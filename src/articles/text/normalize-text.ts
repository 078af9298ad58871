/**
 * Text of any origin to the one form in which poisk keeps it: NFC, line feeds only, nothing invisible.
 * Applying it twice changes nothing. What words are is not decided here (src/russian).
 */

/** All that ends a line: CR LF, CR, vertical tab, form feed, NEL, and Unicode's line and paragraph separators. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/**
 * C0 and C1 controls but tab and line feed, soft hyphen, zero-width and bidirectional marks, BOM, U+FFF9 to U+FFFB, and
 * what is no character.
 */
const INVISIBLE =
  /[^\P{Cc}\t\n]|[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;
/** A tab, or any space of Unicode but the plain one. */
const ODD_SPACE = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** Invisible characters go first: what they kept apart may compose. Lone surrogates become U+FFFD. */
export function normalizeText(text: string): string {
  return text.toWellFormed().replace(LINE_ENDS, "\n").replace(INVISIBLE, "").normalize("NFC");
}

/**
 * A line with single spaces, and none at its ends. Without a greedy pattern: megabytes of spaces overflow its stack.
 */
export function collapseSpaces(line: string): string {
  const plain = line.replace(ODD_SPACE, " ").trim();
  if (!plain.includes("  ")) return plain;
  return plain
    .split(" ")
    .filter((word) => word !== "")
    .join(" ");
}

/** Text of any number of lines to one clean line, for fields such as titles and names. */
export function cleanLine(text: string): string {
  return collapseSpaces(normalizeText(text).replaceAll("\n", " "));
}

/** Lines are told apart, and notices found, by so many of their first UTF-16 units. */
export const MAX_FOLDED_LENGTH = 800;

/**
 * Folds a line: removes case, ё, quotes and punctuation, so that two lines with one fold say the same. Only the first
 * `maxLength` UTF-16 units are looked at.
 */
export function foldLine(line: string, maxLength = MAX_FOLDED_LENGTH): string {
  return (
    line
      .slice(0, maxLength)
      .toLowerCase()
      .replaceAll("ё", "е")
      // Nearly all is in the first class, which costs a third of the second.
      .replace(/[^a-zа-я0-9 ]+/g, (others) => others.replace(/[^\p{L}\p{N}]+/gu, " "))
      .replace(/ {2,}/g, " ")
      .trim()
  );
}
