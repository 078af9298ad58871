/**
 * Breadcrumbs before a title (layer 1, pure): «Главная / Общество / Заголовок», «Вузы | ЕГЭ | Заголовок». The rubrics are
 * no part of what the article is called.
 */
import { foldLine } from "../text/normalize-text.ts";

/** What sites put between rubrics. */
const SEPARATOR = /\s(?:\/{1,2}|[|»›>→·•])\s/gu;
/** Fewer words may be one more rubric. */
const MIN_TITLE_WORDS = 3;
const MAX_RUBRIC_WORDS = 4;
/** The first rubric of most sites; it says that what follows are rubrics too. */
const HOME = /^(?:главная|на главную|home)(?: страница)?$/iu;

/**
 * What stands behind the rubrics, or the title itself where they are none for sure: they begin with the front page's name, or
 * the rest stands by itself among `otherFolds`, alone or before more words.
 */
export function cutBreadcrumbs(title: string, otherFolds: readonly string[]): string {
  let from = 0;
  let isFromHome = false;
  for (const { index, 0: separator } of title.matchAll(SEPARATOR)) {
    const rubric = title.slice(from, index).trim();
    if (!isRubric(rubric)) break;
    if (from === 0) isFromHome = HOME.test(rubric);
    const rest = title.slice(index + separator.length).trim();
    if (countWords(rest) < MIN_TITLE_WORDS) break;
    from = index + separator.length;
    const fold = foldLine(rest);
    if (otherFolds.some((other) => other === fold || other.startsWith(`${fold} `))) return rest;
  }
  return isFromHome ? title.slice(from).trim() : title;
}

/** A few words with a capital, which end no sentence. */
function isRubric(text: string): boolean {
  return countWords(text) <= MAX_RUBRIC_WORDS && /^[\p{Lu}\p{N}]/u.test(text) && !/[.?!:,]/.test(text);
}

function countWords(text: string): number {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "").length;
}
