/**
 * Teasers of other articles that a single line gives away: a rubric glued to a date, a headline glued to «Читать
 * подробнее», a sentence that breaks off in a row of full stops. Teasers that only their neighbours betray are found in
 * body-lines.ts.
 */
import { monthPattern } from "../news/month-names.ts";

/** A rubric and a date without a space between them, or between date and title: sentences have both. */
const RUBRIC_AND_DATE = new RegExp(
  `^\\p{Lu}[\\p{L} -]{1,30}(?:(?<=\\p{L})\\d{1,2}\\s${monthPattern}\\s\\d{4}|\\s\\d{1,2}\\s${monthPattern}\\s\\d{4}(?=[\\p{Lu}«"]))`,
  "u",
);
const GLUED_MORE =
  /(?<=[\p{L}\p{N}»"”)!?.…])\s?(?:Читать (?:подробнее|далее|полностью|статью|дальше)|Подробнее)\s?(?:[→»>]{1,2})?$/u;
/** «Как получить выплату>>», «Как получить выплату →». */
const ARROW = /(?:>{2,3}|[→➔➡⟶])\s?$/u;
/** Four full stops are a cut, three may be a speaker's own pause. */
const CUT = /\.{4}\s?$/;

/**
 * Tells whether a line is a teaser by itself: a rubric and a date before a title, a title that ends with a link to its
 * article or an arrow, or a sentence that breaks off.
 */
export function isTeaser(line: string): boolean {
  const head = line.slice(0, 80);
  if ((/\d{4}/.test(head) && RUBRIC_AND_DATE.test(head)) || CUT.test(line.slice(-20)) || isCutByMore(line)) return true;
  return line.length < 300 && ARROW.test(line.slice(-4));
}

/** A whole sentence before the link's words is the article's own: only the words go. */
export function stripGluedMore(line: string): string {
  const match = gluedMore(line);
  if (match === null) return line;
  const bare = line.slice(0, line.length - Math.min(line.length, 60) + match.index).trimEnd();
  return /[.!?…][»"”)]{0,3}$/.test(bare) ? bare : line;
}

function isCutByMore(line: string): boolean {
  return line.length < 400 && gluedMore(line) !== null && stripGluedMore(line) === line;
}

/** Nearly every line of a page is asked, and holds neither word. */
function gluedMore(line: string): RegExpExecArray | null {
  const tail = line.slice(-60);
  return tail.includes("Читать ") || tail.includes("Подробнее") ? GLUED_MORE.exec(tail) : null;
}
