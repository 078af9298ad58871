/**
 * Makes the shown part of a hit: its title and its best passage, with the matched words marked. Each text is read as
 * far as that needs, whatever its length.
 */

import { choosePassage, type MarkedWord, type TextRange, wholeCharacterEnd } from "../../articles/news.ts";
import { groupBy } from "../../keyed.ts";
import { type Certainty, findPhraseWords, judgeWord, textBook } from "../../russian/queries.ts";
import {
  foldCaseAndYo,
  isInsideSentence,
  normalizeUnicode,
  readWords,
  russianAnalyzer,
  type WordSpan,
} from "../../russian/words.ts";
import type { MarkedText } from "../../search-api.ts";
import type { MarkRule, QueryMarks } from "./query-marks.ts";

/** A passage is looked for in so much of a text, so that a very long one costs no more than a long one. */
const SCANNED_LENGTH = 20_000;

/** Longer titles are shown whole, and marked so far. */
const MARKED_TITLE_LENGTH = 2_000;

/** A title and a passage, marked. */
interface MarkedArticle {
  readonly title: MarkedText;
  readonly snippet: MarkedText;
}

/** The title with its marks, and the best passage of the text with its own; the beginning where nothing matches. */
export async function markArticle(title: string, text: string, marks: QueryMarks): Promise<MarkedArticle> {
  const scanned = text.slice(0, wholeCharacterEnd(text, Math.min(text.length, SCANNED_LENGTH)));
  const titleEnd = wholeCharacterEnd(title, Math.min(title.length, MARKED_TITLE_LENGTH));
  const worthy = stretchesToAnalyse(scanned, marks);
  const [heading, body] = await Promise.all([
    readStretches(title, [[0, titleEnd]], marks, true),
    readStretches(scanned, worthy.stretches, marks),
  ]);
  const [inTitle = [], inBody = []] = markWords([heading, body], marks);
  const chosen = choosePassage(text, inBody, title);
  const shown = worthy.isAll ? inBody : await marksOfPassage(scanned, chosen.range, [heading, body], marks);
  const highlights = rangesWithin(shown, ...chosen.range).map(
    ([from, to]): TextRange => [chosen.placeOf(from), chosen.placeOf(to)],
  );
  return {
    title: { text: title, highlights: rangesWithin(inTitle, 0, title.length) },
    snippet: { text: chosen.text, highlights },
  };
}

/** The fields of an article that readers see. */
export interface MarkedFields {
  readonly title: MarkedText;
  readonly lead: MarkedText;
  readonly text: MarkedText;
}

/** Title, lead and text with their marks, the text as far as passages are looked for. Linear in these. */
export async function markFields(
  { title, lead, text }: Readonly<{ title: string | null; lead: string; text: string }>,
  marks: QueryMarks,
): Promise<MarkedFields> {
  const fields = [title ?? "", lead, text] as const;
  const reading = fields.map((field, i) => {
    const end = wholeCharacterEnd(field, Math.min(field.length, SCANNED_LENGTH));
    return readStretches(field.slice(0, end), [[0, end]], marks, i === 0);
  });
  const [inTitle = [], inLead = [], inText = []] = markWords(await Promise.all(reading), marks).map((words) =>
    words.map(({ range }) => range),
  );
  return {
    title: { text: fields[0], highlights: inTitle },
    lead: { text: lead, highlights: inLead },
    text: { text, highlights: inText },
  };
}

/** The marks that stand in a passage: its lines are read once more, in the light of what was read already. */
async function marksOfPassage(
  text: string,
  [start, end]: TextRange,
  read: readonly ScannedText[],
  marks: QueryMarks,
): Promise<readonly MarkedWord[]> {
  const shown = splitText(text).filter(([from, to]) => from < end && to > start);
  const stretch: TextRange = [shown[0]?.[0] ?? start, shown.at(-1)?.[1] ?? end];
  return markWords([await readStretches(text, [stretch], marks), ...read], marks)[0] ?? [];
}

/**
 * UTF-16 units that are analysed of one text, but for the last stretch. Ten texts cost 3 to 5 ms of CPU then; more of
 * an article only finds other passages as rich as those found (docs/decisions/search.md#passages).
 */
export const ANALYSED_LENGTH = 2_500;

/** Longer paragraphs are cut at the end of a sentence, or at a space. */
const STRETCH_LENGTH = 800;

/**
 * Words that may hold a term without showing it: Latin and Cyrillic letters in one word, Latin letters with signs.
 * Looked for only where nothing is found without, since few texts have such words and the search costs more than the
 * other.
 */
const DISGUISED = /[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]|[\u00c0-\u024f]/i;

/**
 * Signs inside words that texts have many of, if any: soft hyphens, accents, letters in two pieces, zero width, BOM.
 */
const SIGNS_IN_WORDS = ["\u00ad", "\u0301", "\u0300", "\u0306", "\u0308", "\u200b", "\u2060", "\ufeff"];

/** The parts of a text that are worth reading. */
interface WorthyStretches {
  /** Ascending, not touching one another. */
  readonly stretches: readonly TextRange[];
  /** True if no stretch that may hold a term was left out for its cost. */
  readonly isAll: boolean;
}

/**
 * The stretches of a text that are worth analysing for marks: all that may hold a term, where that is not too much;
 * else what may hold most, the first of those that are as good. Most paragraphs of an article hold no word of a query,
 * which a plain search for its terms tells at a hundredth of the cost.
 */
export function stretchesToAnalyse(text: string, marks: QueryMarks): WorthyStretches {
  if (marks.terms.length === 0) return { stretches: [], isAll: true };
  const seeker = new TermSeeker(text, marks);
  const ranges = splitText(text);
  const plain = ranges.map((range) => ({ range, weight: seeker.rate(range) })).filter(({ weight }) => weight > 0);
  const rated =
    plain.length > 0 ? plain : ranges.flatMap((range) => (mayHide(text, range) ? [{ range, weight: 0 }] : []));
  const kept: TextRange[] = [];
  let room = ANALYSED_LENGTH;
  for (const { range } of rated.sort((a, b) => b.weight - a.weight || a.range[0] - b.range[0])) {
    if (room <= 0) break;
    kept.push(range);
    room -= range[1] - range[0];
  }
  return { stretches: joinTouching(kept.sort((a, b) => a[0] - b[0])), isAll: kept.length === rated.length };
}

/** A line's end and the blank lines behind it: paragraphs that follow one another touch. */
const PARAGRAPH_END = /\n\s*/g;

/** The paragraphs of a text, long ones in pieces; together all of it. */
function splitText(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  for (let start = 0; start < text.length; ) {
    PARAGRAPH_END.lastIndex = start;
    const end = PARAGRAPH_END.test(text) ? PARAGRAPH_END.lastIndex : text.length;
    const cut = end - start <= STRETCH_LENGTH ? end : cutParagraph(text, start);
    ranges.push([start, cut]);
    start = cut;
  }
  return ranges;
}

function cutParagraph(text: string, start: number): number {
  const last = start + STRETCH_LENGTH;
  const sentence = text.lastIndexOf(". ", last);
  if (sentence > start + STRETCH_LENGTH / 2) return sentence + 2;
  const space = text.lastIndexOf(" ", last);
  return space > start ? space + 1 : wholeCharacterEnd(text, last);
}

/** Joins a stretch with its neighbours: a phrase may go on from one into the other. */
function joinTouching(ranges: readonly TextRange[]): TextRange[] {
  const joined: TextRange[] = [];
  for (const range of ranges) {
    const before = joined.at(-1);
    if (before !== undefined && before[1] >= range[0]) joined[joined.length - 1] = [before[0], range[1]];
    else joined.push(range);
  }
  return joined;
}

/** Tells by plain search what a stretch may hold. */
class TermSeeker {
  readonly #text: string;
  /** The text folded, unit for unit; null where that is not to be had, and each stretch is folded by itself. */
  readonly #folded: string | null;
  readonly #marks: QueryMarks;

  constructor(text: string, marks: QueryMarks) {
    const folded = foldCaseAndYo(text);
    const isPlain = folded.length === text.length && !SIGNS_IN_WORDS.some((sign) => text.includes(sign));
    this.#text = text;
    this.#folded = isPlain ? folded : null;
    this.#marks = marks;
  }

  /** The sum of what the words are worth that may stand there; a little for any number where one is asked for. */
  rate([start, end]: TextRange): number {
    const folded =
      this.#folded?.slice(start, end) ?? foldCaseAndYo(normalizeUnicode(this.#text.slice(start, end)).text);
    const joined = folded.includes("-") ? folded.replaceAll("-", "") : "";
    let weight = this.#marks.asksForNumbers && /\p{N}/u.test(folded) ? LEAST_WEIGHT : 0;
    for (const word of this.#marks.sought) {
      if (word.keys.some((key) => folded.includes(key) || joined.includes(key))) weight += word.weight + LEAST_WEIGHT;
    }
    return weight;
  }
}

function mayHide(text: string, [start, end]: TextRange): boolean {
  const stretch = text.slice(start, end);
  return DISGUISED.test(stretch) || normalizeUnicode(stretch).text !== stretch;
}

/** Least weight above zero. */
const LEAST_WEIGHT = 1e-6;

/** A word of a text, and whether it certainly stands inside a sentence, where capitals tell. */
interface ReadWord extends WordSpan {
  readonly isInside: boolean;
}

/** Words of one text that were read. */
interface ScannedText {
  readonly isTitle: boolean;
  /** The analysed stretches, ascending. */
  readonly stretches: readonly TextRange[];
  /** Words by stretch; offsets are of the whole text. */
  readonly spans: readonly (readonly ReadWord[])[];
}

/** Scans as {@link scanStretches} does, after the dictionary blocks for it and {@link markWords} were read. */
async function readStretches(...scan: Parameters<typeof scanStretches>): Promise<ScannedText> {
  const [text, stretches, marks] = scan;
  const { typed, phrases, mayMatter, rules, terms } = marks;
  if (terms.length > 0) {
    const asked = { typed, phrases: phrases.title, mayMatter, isAsked: (term: string) => rules.has(term) };
    await readWords(() =>
      textBook(
        stretches.map(([from, to]) => text.slice(from, to)),
        asked,
      ),
    );
  }
  return scanStretches(...scan);
}

/** Reads the words of some stretches of a text that may matter. Linear in these. */
export function scanStretches(
  text: string,
  stretches: readonly TextRange[],
  marks: QueryMarks,
  isTitle = false,
): ScannedText {
  if (marks.terms.length === 0) return { isTitle, stretches, spans: stretches.map(() => []) };
  const spans = stretches.map(([from, to]) =>
    russianAnalyzer.scanWords(text.slice(from, to), marks.mayMatter).map((span) => {
      const start = span.start + from;
      return { ...span, start, end: span.end + from, isInside: isInsideSentence(text, start) };
    }),
  );
  return { isTitle, stretches, spans };
}

/**
 * The words that a query matched in texts of one article, in all their forms, by text; in order, without overlaps. Only
 * where the text says that it is the word meant: «кит» does not mark Китая, nor «Лавров» a лавровый лист beside the
 * minister. What one of them tells of a word holds for all.
 */
export function markWords(texts: readonly ScannedText[], marks: QueryMarks): MarkedWord[][] {
  const wordReader = new WordReader(texts, marks);
  const found = texts.map(({ spans, isTitle }) => spans.flatMap((row) => wordReader.read(row, isTitle)));
  const surest = new Map<number, number>();
  for (const { item, certainty } of found.flat().flatMap(({ rules }) => rules)) {
    surest.set(item, Math.min(surest.get(item) ?? ORDER.length, ORDER.indexOf(certainty)));
  }
  return found.map((words) => {
    const marked: MarkedWord[] = [];
    for (const { range, rules } of words) {
      const kept = rules.filter(
        ({ item, certainty, isSame }) => isSame || ORDER.indexOf(certainty) === surest.get(item),
      );
      if (kept.length > 0) addWord(marked, { range, rules: kept });
    }
    return marked;
  });
}

/** The surest first. */
const ORDER: readonly Certainty[] = ["sure", "guess", "completion"];

/** A rule and whether a form of the very word stands there that was typed: no guess then. */
interface FoundRule extends MarkRule {
  readonly isSame: boolean;
}

/** Ranges of marked words that lie in [start, end), moved so that `start` becomes 0. */
export function rangesWithin(marked: readonly MarkedWord[], start: number, end: number): TextRange[] {
  return marked
    .filter(({ range }) => range[0] >= start && range[1] <= end)
    .map(({ range }) => [range[0] - start, range[1] - start]);
}

/**
 * Adds a word. Of two that overlap (a hyphenated word and its parts) the longer one stays, with the meaning of both.
 */
function addWord(marked: MarkedWord[], word: MarkedWord): void {
  const last = marked.at(-1);
  if (last === undefined || word.range[0] >= last.range[1]) {
    marked.push(word);
    return;
  }
  const isLonger = word.range[1] - word.range[0] > last.range[1] - last.range[0];
  marked[marked.length - 1] = { range: isLonger ? word.range : last.range, rules: [...last.rules, ...word.rules] };
}

/** Finds out for which words of the query each word of an article stands. */
class WordReader {
  readonly #marks: QueryMarks;
  readonly #spans: readonly WordSpan[];
  #spansByTerm: ReadonlyMap<string, readonly WordSpan[]> | null = null;

  constructor(texts: readonly ScannedText[], marks: QueryMarks) {
    this.#marks = marks;
    this.#spans = texts.flatMap(({ spans }) => spans.flat());
  }

  /** The words of one stretch that stand for a word of the query. */
  read(
    spans: readonly ReadWord[],
    isTitle: boolean,
  ): { readonly range: TextRange; readonly rules: readonly FoundRule[] }[] {
    const inPhrase = findPhraseWords(spans, isTitle ? this.#marks.phrases.title : this.#marks.phrases.text);
    const read = spans.map((span) => ({
      span,
      rules: [...this.#rulesOf(span, isTitle), ...(inPhrase.has(span) ? this.#phraseRulesOf(span) : [])],
    }));
    return read.flatMap(({ span, rules }, i) => {
      const kept = rules.filter(
        (rule) => !rule.isMinorPart || (isBeside(read[i - 1], span, rule) && isBeside(read[i + 1], span, rule)),
      );
      return kept.length === 0 ? [] : [{ range: [span.start, span.end] as const, rules: kept }];
    });
  }

  /** The best rule of each word of the query. */
  #rulesOf(span: ReadWord, isTitle: boolean): FoundRule[] {
    const best = new Map<number, FoundRule>();
    for (const term of span.terms) {
      for (const rule of this.#marks.rules.get(term) ?? []) {
        if ((rule.isOfTitle && !isTitle) || !rule.others.every((other) => this.#spansOf(other).length > 0)) continue;
        const found = this.#judge(span, term, rule);
        if (found === null) continue;
        const known = best.get(rule.item);
        if (known === undefined || isSurer(found, known)) best.set(rule.item, found);
      }
    }
    return [...best.values()];
  }

  #judge(span: ReadWord, term: string, rule: MarkRule): FoundRule | null {
    const { item, certainty, homographs } = rule;
    const asked = {
      typed: this.#marks.typed[item] ?? "",
      mayGoOn: item === this.#marks.typedItem,
      certainty,
      homographs,
    };
    const judgement = judgeWord(span, term, asked, (other) => this.#spansOf(other));
    return judgement && { ...rule, ...judgement };
  }

  #phraseRulesOf({ terms }: WordSpan): FoundRule[] {
    const [rule] = terms.flatMap((term) => this.#marks.phraseRules.get(term) ?? []);
    return rule === undefined ? [] : [{ ...rule, isSame: true }];
  }

  #spansOf(term: string): readonly WordSpan[] {
    this.#spansByTerm ??= groupBy(this.#spans, ({ terms }) => terms);
    return this.#spansByTerm.get(term) ?? [];
  }
}

function isSurer(rule: FoundRule, other: FoundRule): boolean {
  return rule.certainty === other.certainty
    ? rule.weight > other.weight
    : ORDER.indexOf(rule.certainty) < ORDER.indexOf(other.certainty);
}

function isBeside(
  neighbour: { readonly span: WordSpan; readonly rules: readonly MarkRule[] } | undefined,
  { position }: WordSpan,
  { item }: MarkRule,
): boolean {
  if (neighbour === undefined || Math.abs(neighbour.span.position - position) > 1) return false;
  return neighbour.rules.some((rule) => rule.item === item && !rule.isMinorPart);
}
