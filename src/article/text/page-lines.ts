/**
 * A scraped page to its lines (layer 1): clean, without the addresses in brackets that text browsers leave, each knowing
 * whether a blank line and whether a link stood there. What lines mean is for later steps.
 */
import { collapseSpaces } from "./normalize-text.ts";

/** One line of a page as it came. */
export interface PageLine {
  readonly text: string;
  /** A blank line, or the page's beginning, stands before it. */
  readonly isAfterGap: boolean;
  /** Its end was a link: `Спорт [https://…]`, or the address stood alone on the next line. */
  readonly isLink: boolean;
  /** UTF-16 length with the addresses in it: what a program that wrapped the page had to fit. */
  readonly width: number;
  /** UTF-16 length of the address that the line began with; none where it began with a word. */
  readonly addressWidth?: number;
}

/** An address in square brackets. The inner class excludes its own end, so the time is linear. */
const BRACKETED_ADDRESS = /\s?\[(?:https?:\/\/|mailto:|javascript:|\/)[^[\]\s]{0,2000}\]/g;
const OPENING_ADDRESS = /^\s{0,20}\[(?:https?:\/\/|mailto:|javascript:|\/)[^[\]\s]{0,2000}\]/;
/** Marks that text browsers put before headings and items. */
const HEADING_MARK = /^(?:\*{2,3}|#{1,6})\s+(?=\S)/;

/** The lines of text that is normalised already. Linear. */
export function splitPageLines(text: string): PageLine[] {
  const lines: PageLine[] = [];
  let isAfterGap = true;
  for (const raw of text.split("\n")) {
    const hasAddress = raw.includes("[");
    const bare = hasAddress ? raw.replace(BRACKETED_ADDRESS, "") : raw;
    const line = collapseSpaces(bare).replace(HEADING_MARK, "");
    if (line !== "") {
      const address = hasAddress ? OPENING_ADDRESS.exec(raw.slice(0, 2_100))?.[0].trim().length : undefined;
      const isLink = hasAddress && endsWithAddress(raw);
      const cleaned = { text: line, isAfterGap, isLink, width: raw.trim().length };
      lines.push(address === undefined ? cleaned : { ...cleaned, addressWidth: address });
      isAfterGap = false;
    } else if (hasAddress && bare !== raw) markLastAsLink(lines, raw.trim().length);
    else isAfterGap = true;
  }
  return lines;
}

function endsWithAddress(raw: string): boolean {
  return /\[(?:https?:\/\/|mailto:|javascript:|\/)[^[\]\s]{0,2000}\]\s{0,20}$/.test(raw.slice(-2_100));
}

/** An address alone on its line belongs to the text before it. */
function markLastAsLink(lines: PageLine[], width: number): void {
  const last = lines.at(-1);
  if (last !== undefined) lines[lines.length - 1] = { ...last, isLink: true, width };
}
