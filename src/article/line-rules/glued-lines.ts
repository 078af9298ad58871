/**
 * What scraping glued into one line, parted again (layer 1): a dateline behind a teaser, and teasers, labels and credits
 * behind a sentence without the space that a sentence needs: «…сказал он.Читайте также: …», «…сказал он.Мост закрыли на
 * ремонтПо его словам, …».
 */
import { monthPattern } from "../../news/calendar-date.ts";
import { findGluedDateline, parseDateline } from "../../news/dateline.ts";
import type { PageLine } from "../text/page-lines.ts";

/** Longer lines are no paragraphs of a page. */
const MAX_LINE_LENGTH = 20_000;
/** So many pieces are parted from one line. */
const MAX_PIECES = 8;
const MIN_TEASER_WORDS = 3;
const MAX_TEASER_WORDS = 16;

/** A sentence's end, and right behind it what begins no sentence. */
const LABEL_AT =
  /(?<=[\p{Ll}\d»"”)][.!?…][»"”)]?|[\p{Ll}\d][»"”][.])(?=(?:Читайте (?:также|нас|ещ[её]|подробнее)|Читать также|Смотрите также|Также читайте|По теме|Материалы по теме|Подпи(?:сывайтесь|шитесь)|Ошибка в тексте|Нашли (?:ошибку|опечатку)|Фото\s?:|©|Поделиться|Источник\s?:|Теги\s?:|Автор(?:ы)?\s?:)(?!\p{L}))/gu;
const RUBRIC_AT = new RegExp(`(?<=[.!?…»"”)])(?=\\p{Lu}[\\p{L} -]{1,30}\\d{1,2}\\s${monthPattern}\\s\\d{4})`, "gu");
/** «…Читать подробнееПо его словам»: the link's words, glued to the sentence after them. */
const MORE_AT = /(?<=(?:Читать (?:подробнее|далее|полностью)|Подробнее))(?=\p{Lu})/gu;
/** A sentence's end without its space, up to a word that another one is glued to. */
const TEASER = /(?<=\p{Ll}[.!?»"”])\p{Lu}[^.!?…]{10,200}?(?:\p{Ll}{3,}|[»"”])(?=\p{Lu}[\p{Ll}\s])/gu;

/** What stands right before something that is glued, and what it begins with: units of ASCII, Latin and Cyrillic. */
const ENDS_BEFORE = 1;
const BEGINS_BEHIND = 2;
const SEAM_SIDES = Uint8Array.from({ length: 0x530 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  return /[\p{Lu}©]/u.test(character) ? BEGINS_BEHIND : /[\p{Ll}.!?"»)]/u.test(character) ? ENDS_BEFORE : 0;
});

/** The lines with all that was glued on lines of its own; links that were glued are marked as links. Linear. */
export function splitGluedLines(lines: readonly PageLine[]): PageLine[] {
  return lines
    .flatMap(splitDateline)
    .flatMap((line) => (mayBeSplit(line) ? splitLabels(line).flatMap(splitTeaser) : [line]));
}

/** What is neither too long nor without a seam; all pieces of what is not too long are short enough. */
function mayBeSplit({ text }: PageLine): boolean {
  return text.length <= MAX_LINE_LENGTH && mayHaveSeam(text);
}

function splitDateline(line: PageLine): PageLine[] {
  const dateline = findGluedDateline(line.text);
  if (dateline === null || parseDateline(line.text) !== null) return [line];
  return [
    { ...line, text: line.text.slice(0, dateline.start).trim() },
    { text: line.text.slice(dateline.start), isAfterGap: false, isLink: line.isLink, width: line.width },
  ];
}

/**
 * Whether a capital or © stands right behind a small letter or a sentence's end, as everything does that the patterns of
 * labels and teasers find: most lines have no such place, and one look is cheaper than four patterns. Other alphabets and
 * signs count as both.
 */
function mayHaveSeam(text: string): boolean {
  const both = ENDS_BEFORE | BEGINS_BEHIND;
  let before = 0;
  for (let i = 0; i < text.length; i += 1) {
    const side = SEAM_SIDES[text.charCodeAt(i)] ?? both;
    if ((before & ENDS_BEFORE) !== 0 && (side & BEGINS_BEHIND) !== 0) return true;
    before = side;
  }
  return false;
}

function splitLabels(line: PageLine): PageLine[] {
  const cuts = [LABEL_AT, RUBRIC_AT, MORE_AT].flatMap((pattern) =>
    [...line.text.matchAll(pattern)].slice(0, MAX_PIECES).map(({ index }) => index),
  );
  if (cuts.length === 0) return [line];
  cuts.sort((a, b) => a - b);
  const pieces: PageLine[] = [];
  let from = 0;
  for (const cut of [...cuts, line.text.length]) {
    const text = line.text.slice(from, cut).trim();
    if (text !== "") pieces.push({ ...line, text, isAfterGap: from === 0 && line.isAfterGap });
    from = cut;
  }
  return pieces;
}

/** A headline between two sentences, glued to both. */
function splitTeaser(line: PageLine): PageLine[] {
  const pieces: PageLine[] = [];
  let from = 0;
  for (const { index, 0: teaser } of [...line.text.matchAll(TEASER)].slice(0, MAX_PIECES)) {
    const words = teaser.split(" ").length;
    if (words < MIN_TEASER_WORDS || words > MAX_TEASER_WORDS || !isHeadline(teaser)) continue;
    pieces.push({ ...line, text: line.text.slice(from, index).trim(), isLink: false });
    pieces.push({ ...line, text: teaser, isAfterGap: false, isLink: true });
    from = index + teaser.length;
  }
  if (pieces.length === 0) return [line];
  return [...pieces, { ...line, text: line.text.slice(from).trim(), isAfterGap: false }];
}

/** «ВКонтакте» and «iPhone» are words: what is glued ends with a whole small word, and opens no bracket or quote. */
function isHeadline(text: string): boolean {
  const last = text.slice(text.lastIndexOf(" ") + 1);
  if (!/^[\p{Ll}«"„(]/u.test(last) && !/[»"”]$/.test(last)) return false;
  const quotes = text.match(/"/g)?.length ?? 0;
  return quotes % 2 === 0 && (text.match(/«/g)?.length ?? 0) === (text.match(/»/g)?.length ?? 0);
}
