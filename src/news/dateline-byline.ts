/**
 * Who a wire story is from, as the rest of a dateline says it after the day (layer 0): `— РИА Новости, Иван Белов.`
 * `. /Корр. ТАСС Иван Белов/.` `(Новый День, Иван Белов) –` `. INTERFAX.RU -` `/Иван Белов - БЕЛТА/.`
 */
import { leadingPublisher } from "./agencies.ts";

/** The agency, its reporters, and how many UTF-16 units of the text say it, the spaces after it included. */
interface DatelineByline {
  /** As readers know it; an agency that no table knows as it is written; null where only a full stop follows the day. */
  readonly agency: string | null;
  readonly author: string | null;
  readonly length: number;
}

/** Agency, branch and two reporters fit here. */
const MAX_BYLINE_LENGTH = 110;
const LEAD = /^\s?[.,]?\s?(?:[—–−-]{1,2}|\/|\()?\s?/u;
/** What ends a byline that no bracket or slash closes. */
const END = /[.:](?=\s|$)|\s?[—–−]{1,2}(?=\s|$)|\s-{1,2}(?=\s|$)|(?=\s?$)/gu;
const CORRESPONDENT =
  /^(?:(?:спец(?:иальн(?:ый|ые))?|соб(?:ственн(?:ый|ые))?)?[.\s]{0,2}(?:корр?(?:еспондент)?ы?\.?)(?:\s|(?=\p{Lu})))/iu;
/** «Крым», «(Крым)», «-Москва», «/Прайм» after an agency's name: which of its offices. */
const BRANCH = /^(?:-\p{L}[\p{L}-]{1,20}|\s?\([\p{L} -]{2,25}\)|\/\p{L}[\p{L}-]{1,20}|\s\p{Lu}[\p{L}-]{2,20})?/u;
/** Some feeds are in small letters throughout, so that after a comma the case of a name tells nothing. */
const REPORTERS =
  /^(?:,?\s?\p{L}[\p{L}.-]{0,25}(?:\s\p{L}[\p{L}.-]{0,25}){1,2}(?:(?:,|\sи)\s\p{L}[\p{L}.-]{0,25}(?:\s\p{L}[\p{L}.-]{0,25}){1,2}){0,3})$/u;
const NAMES = /^\p{Lu}[\p{L}.-]{0,25}(?:\s\p{Lu}[\p{L}.-]{0,25}){1,2}$/u;
/** A name that no table knows: one to four words, the first with a capital or in quotes. */
const UNKNOWN_AGENCY =
  /^(?:(?:ИА|РИА|АН|СИА|МИА)\s)?[«"„]?\p{Lu}[\p{L}\p{N}.+-]{1,25}(?:\s[\p{L}\p{N}.+-]{1,20}){0,3}[»"“]?$/u;
/** After a mere comma or full stop a sentence may begin: there each word is a name's. */
const UNKNOWN_NAME =
  /^(?:(?:ИА|РИА|АН|СИА|МИА)\s)?(?:[«"„][\p{L}\p{N} .+-]{2,30}[»"“]|\p{Lu}\p{Ll}+\p{Lu}[\p{L}\p{N}.-]{1,20})$/u;

/**
 * What stands after the day of a dateline, or null where a sentence goes on. `isSure` tells that what stands before the day
 * is a place by itself, so that the agency may be one that no table knows, or missing. Looks at the first 110 characters.
 */
export function readDatelineByline(text: string, isSure: boolean): DatelineByline | null {
  const head = text.slice(0, MAX_BYLINE_LENGTH);
  const lead = LEAD.exec(head)?.[0] ?? "";
  const opener = lead.trim().slice(-1);
  const rest = head.slice(lead.length);
  const byline = opener === "/" || opener === "(" ? readEnclosed(rest, opener, isSure) : readOpen(rest, opener, isSure);
  if (byline !== null) return { ...byline, length: lead.length + byline.length };
  if (!isSure) return null;
  const stop = /^\s?\.\s(?=[«"„\p{Lu}])/u.exec(head);
  return stop === null ? null : { agency: null, author: null, length: stop[0].length };
}

/** `/…/.` and `(…) –`. */
function readEnclosed(text: string, opener: string, isSure: boolean): DatelineByline | null {
  for (const end of closersOf(text, opener === "/" ? "/" : ")")) {
    const parts = readParts(text.slice(0, end).trim(), isSure ? UNKNOWN_AGENCY : null);
    const tail = /^.\s?(?:[.,:]|[—–−-]{1,2})?(?:\s|$)/u.exec(text.slice(end))?.[0];
    if (parts !== null && tail !== undefined) return { ...parts, length: end + tail.length };
  }
  return null;
}

/** The first and the second place of a mark: «/РИА Новости/Прайм/» has one inside. */
function closersOf(text: string, mark: string): number[] {
  const first = text.indexOf(mark);
  const second = first < 0 ? -1 : text.indexOf(mark, first + 1);
  return [first, second].filter((index) => index >= 0);
}

/** `РИА Новости.` `INTERFAX.RU -` `REGNUM Текст`: up to a full stop or dash that the name does not hold itself. */
function readOpen(text: string, opener: string, isSure: boolean): DatelineByline | null {
  const unknown = !isSure ? null : opener === "" || opener === "," || opener === "." ? UNKNOWN_NAME : UNKNOWN_AGENCY;
  for (const match of text.matchAll(END)) {
    const parts = readParts(text.slice(0, match.index).trim(), unknown);
    if (parts === null) continue;
    const end = match.index + match[0].length;
    return { ...parts, length: end + (/^\s/.test(text.slice(end)) ? 1 : 0) };
  }
  return isDash(opener) ? readUnended(text) : null;
}

function isDash(opener: string): boolean {
  return /^[—–−-]$/.test(opener);
}

/** `— REGNUM Губернатор…`: an agency that nothing parts from the sentence. */
function readUnended(text: string): DatelineByline | null {
  const publisher = leadingPublisher(text);
  const isOpen = publisher !== null && /^\s\p{Lu}/u.test(text.slice(publisher.length));
  return isOpen ? { agency: publisher.name, author: null, length: publisher.length + 1 } : null;
}

interface Parts {
  readonly agency: string;
  readonly author: string | null;
}

/** A byline without its marks: agency, then perhaps reporters; or reporters, a dash, the agency. */
function readParts(byline: string, unknown: RegExp | null): Parts | null {
  const bare = byline.replace(CORRESPONDENT, "");
  const known = leadingPublisher(bare.replace(/^[«"„]/, ""));
  if (known !== null) {
    const start = known.length + (/^[«"„]/.test(bare) ? 1 : 0);
    const author = readAuthor(bare.slice(start).replace(/^[»"“]/, ""));
    if (author !== undefined) return { agency: known.name, author };
  }
  const reversed = /^(.{3,60}?)\s[—–-]\s(.{2,40})$/u.exec(bare);
  const last = reversed?.[2] === undefined ? null : leadingPublisher(reversed[2]);
  if (last !== null && NAMES.test(reversed?.[1] ?? "")) return { agency: last.name, author: reversed?.[1] ?? null };
  if (unknown === null || known !== null) return null;
  const comma = bare.indexOf(", ");
  const name = comma < 0 ? bare : bare.slice(0, comma);
  const author = comma < 0 ? null : bare.slice(comma + 2);
  if (!unknown.test(name) || NAMES.test(name) || (author !== null && !NAMES.test(author))) return null;
  return { agency: name, author };
}

/** The reporters after an agency's name and office; null for none, undefined where the text is something else. */
function readAuthor(text: string): string | null | undefined {
  if (text.trim() === "") return null;
  for (const rest of [text, text.slice(BRANCH.exec(text)?.[0].length ?? 0)]) {
    if (rest.trim() === "") return null;
    const names = REPORTERS.test(rest) ? rest.replace(/^[,\s]+/, "") : "";
    if (names !== "" && (/^,/.test(rest) || isCapitalised(names))) return names;
  }
  return undefined;
}

function isCapitalised(names: string): boolean {
  return names.split(/,\s|\sи\s|\s/u).every((word) => /^\p{Lu}/u.test(word));
}
