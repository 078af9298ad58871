/**
 * Chooses the places to cut a text, and the passage that shows best why it was found (pure): whole sentences where they
 * fit in its length, else a part of one that ends at a clause or a word. Never inside a surrogate pair, so that what is
 * shown stays well-formed, nor between a letter and its accents.
 */
/** UTF-16 offsets [start, end). */
export type TextRange = readonly [start: number, end: number];

/** A word of the query: its place among all, and its worth. */
interface WordWorth {
  readonly item: number;
  readonly weight: number;
}

/** A marked word, and which words of the query it is marked for. */
export interface MarkedWord {
  readonly range: TextRange;
  readonly rules: readonly WordWorth[];
}

/** A part of a text as it is shown. */
interface Passage {
  readonly range: TextRange;
  readonly text: string;
  /** Turns a place that is counted from the beginning of the range into one of the text. */
  readonly placeOf: (place: number) => number;
}

/** `isCut`: of a sentence whose other part is not in the range. */
interface PassageRange {
  readonly range: TextRange;
  readonly isCutBefore: boolean;
  readonly isCutBehind: boolean;
}

/** Length of about three lines of a result; it fits two sentences of a news text. */
const PASSAGE_LENGTH = 240;

/** Length of about two lines of a result, which every card has: of 100,000 articles each ten units are 0.6 MB. */
const BEGINNING_LENGTH = 160;

/** Shorter sentences get others beside them, at most so many before them. Untuned. */
const LEAST_LENGTH = 80;
const MAX_SENTENCES_BEFORE = 2;

/**
 * Largest distance of a sentence's beginning before a word; beyond it the passage may open at a clause, or at a word.
 */
const CLAUSE_REACH = 120;
const WORD_REACH = 60;

/** A repeated word tells little more; enough to prefer the denser of two passages. */
const REPEAT_SHARE = 0.1;

/** Two words of the query side by side, in whichever order, tell more than far from each other. */
const NEAR_SHARE = 0.3;
const NEAR_LENGTH = 15;

/**
 * Worth of a passage that begins or ends inside a sentence, relative to a whole one. Untuned: less is lost than by a
 * word.
 */
const CUT_SHARE = 0.9;

/** A sentence that is longer than the title by more tells more than it. Untuned. */
const REPEATED_LENGTH = 1.4;
/** They tell most sentences from the title. */
const FIRST_LETTERS = 12;

/**
 * The passage of a text whose marked words are worth most together, the first of those that are as good; what repeats
 * the title counts only where no other sentence has a marked word. The beginning where nothing is marked. Linear in the
 * text around the words.
 */
export function choosePassage(
  text: string,
  marked: readonly MarkedWord[],
  title: string,
  length = PASSAGE_LENGTH,
): Passage {
  const sentences = new Sentences(text, title, length);
  const told = marked.filter(({ range: [start] }) => !sentences.repeatsTitle(sentences.startBefore(start)));
  const telling = told.length > 0 ? told : marked;
  let best: Candidate | null = null;
  let tried = -1;
  for (const [i, { range }] of telling.entries()) {
    for (const start of sentences.openings(range)) {
      // What begins at the same place holds the same words.
      if (start <= tried) continue;
      tried = start;
      const candidate = passageFrom(start, telling, firstFrom(telling, start, i), sentences);
      if (best === null || candidate.score > best.score) best = candidate;
    }
  }
  if (best === null) {
    const start = sentences.firstTelling();
    best = { start, needed: start, isWhole: sentences.lastEndIn(start, start + length) !== null, score: 0 };
  }
  return cutPassage(text, sentences.arrange(best));
}

/** Spaces that links leave before a comma, and within quotation marks and brackets. */
const LOOSE_SPACE = /(?<=[\p{L}\p{N}»")%]) +(?=[,.;:!?…»)]+(?: |$))|(?<=[«(]) +/gu;

/** The passage with a space for each white space, without loose ones; an ellipsis says where a sentence is cut. */
function cutPassage(text: string, { range, isCutBefore, isCutBehind }: PassageRange): Passage {
  const [opening, closing] = [isCutBefore ? "…" : "", isCutBehind ? "…" : ""];
  const shown = text.slice(...range).replace(/\s/g, " ");
  const loose = [...shown.matchAll(LOOSE_SPACE)].map(({ index, 0: { length } }): TextRange => [index, index + length]);
  return {
    range,
    text: `${opening}${shown.replace(LOOSE_SPACE, "")}${closing}`,
    placeOf(place) {
      const removed = loose.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, place) - start), 0);
      return opening.length + place - removed;
    },
  };
}

/**
 * Cuts the shown part of a text without a search: whole sentences of its beginning, behind one that repeats the title.
 */
export function beginningOf(text: string, title: string): string {
  return choosePassage(text, [], title, BEGINNING_LENGTH).text;
}

/** A place at which a passage may begin. */
interface Candidate {
  readonly start: number;
  /** The end of the last word that adds to what the passage is worth. */
  readonly needed: number;
  /** True if whole sentences hold these words. */
  readonly isWhole: boolean;
  readonly score: number;
}

function passageFrom(start: number, marked: readonly MarkedWord[], first: number, sentences: Sentences): Candidate {
  const { score, needed } = scoreWords(marked, first, start + sentences.length);
  const opening = sentences.isStart(start) ? 1 : CUT_SHARE;
  const end = opening === 1 ? sentences.lastEndIn(start, start + sentences.length) : null;
  if (end === null || end < needed) return { start, needed, isWhole: false, score: score * opening * CUT_SHARE };
  return { start, needed, isWhole: true, score: scoreWords(marked, first, end).score };
}

/** The first marked word that begins at or behind a place; `known` is one that does, or the one before it. */
function firstFrom(marked: readonly MarkedWord[], start: number, known: number): number {
  let first = known;
  while (first > 0 && (marked[first - 1]?.range[0] ?? 0) >= start) first -= 1;
  return first;
}

/** Sums up the worth of different words, a little for each repeated one, and more for two that are near each other. */
function scoreWords(marked: readonly MarkedWord[], first: number, end: number): Pick<Candidate, "score" | "needed"> {
  const seen = new Set<number>();
  const pairs = new Set<string>();
  let score = 0;
  let needed = 0;
  for (let i = first; i < marked.length && (marked[i]?.range[1] ?? 0) <= end; i += 1) {
    for (const { item, weight } of marked[i]?.rules ?? []) {
      score += seen.has(item) ? weight * REPEAT_SHARE : weight;
      if (!seen.has(item)) needed = marked[i]?.range[1] ?? 0;
      seen.add(item);
    }
    if (i > first) score += nearness(marked[i - 1], marked[i], pairs);
  }
  return { score, needed };
}

function nearness(before: MarkedWord | undefined, word: MarkedWord | undefined, pairs: Set<string>): number {
  const [a, b] = [before?.rules[0], word?.rules[0]];
  if (a === undefined || b === undefined || a.item === b.item) return 0;
  if ((word?.range[0] ?? 0) - (before?.range[1] ?? 0) > NEAR_LENGTH) return 0;
  const pair = `${Math.min(a.item, b.item)} ${Math.max(a.item, b.item)}`;
  if (pairs.has(pair)) return 0;
  pairs.add(pair);
  return NEAR_SHARE * Math.min(a.weight, b.weight);
}

/** More white space between two sentences is not looked over. */
const MAX_SPACE = 20;

/** Signs behind or before which a clause begins or ends. */
const CLAUSE_SIGN = /[,;:]\s|\s[—–-]\s/g;
/** Signs that do not stand before an ellipsis. */
const LOOSE_END = /[\s,;:(«„“—–-]/;

/** The sentences of a text around the places that are asked for; each place is looked at once. */
class Sentences {
  /** Length of the passages that are cut. */
  readonly length: number;
  readonly #text: string;
  readonly #reader: SentenceReader;
  readonly #title: string;
  /** Ascending. What lies between two that are farther apart than a passage is one long sentence, or not looked at. */
  readonly #starts: number[] = [];
  readonly #repeated = new Map<number, boolean>();
  #readTo = 0;

  constructor(text: string, title: string, length: number) {
    this.length = length;
    this.#text = text;
    this.#reader = new SentenceReader(text);
    this.#title = title;
  }

  isStart(at: number): boolean {
    return at === 0 || this.#starts[this.#indexBefore(at)] === at;
  }

  /** Finds the beginning of the sentence that holds a place; far before it if that is not known. */
  startBefore(at: number): number {
    return this.#starts[this.#indexBefore(at)] ?? 0;
  }

  /**
   * Lists the possible beginnings of a passage with a word, ascending: its sentence, and a clause if it stands deep in
   * a long one.
   */
  openings([from, to]: TextRange): readonly number[] {
    const start = this.startBefore(from);
    const isLong = this.#endBehind(start) > start + this.length;
    const clause = isLong && from - start > CLAUSE_REACH ? this.#clauseBefore(from) : null;
    const isWithin = to <= start + this.length;
    if (clause === null) return [start];
    return isWithin ? [start, clause] : [clause];
  }

  /** The end of the last whole sentence of those that begin at a start, null where none ends so early. */
  lastEndIn(start: number, limit: number): number | null {
    return this.#endsIn(start, limit).at(-1) ?? null;
  }

  #endsIn(start: number, limit: number): number[] {
    const ends: number[] = [];
    this.#readUntil(limit + MAX_SPACE);
    for (let i = this.#indexBefore(start) + 1; ; i += 1) {
      const next = this.#starts[i] ?? this.#text.length;
      const end = trimmedEnd(this.#text, next);
      if (end > limit || end <= start) break;
      ends.push(end);
      if (next === this.#text.length) break;
    }
    return ends;
  }

  /** The first sentence that does not repeat the title, or else the first. */
  firstTelling(): number {
    const first = this.#text.search(/\S/);
    if (first < 0 || !this.repeatsTitle(first)) return Math.max(0, first);
    const next = this.#nextStart(first);
    return next < this.#text.length ? next : first;
  }

  /** Tells whether the sentence at a start repeats the title, letter by letter. */
  repeatsTitle(start: number): boolean {
    const known = this.#repeated.get(start);
    if (known !== undefined) return known;
    const sentence = this.#text.slice(start, this.#endBehind(start));
    const isAlike =
      sentence.length <= this.#title.length * REPEATED_LENGTH &&
      sentence.length * REPEATED_LENGTH >= this.#title.length &&
      beginsAlike(sentence.slice(0, FIRST_LETTERS), this.#title.slice(0, FIRST_LETTERS)) &&
      beginsAlike(sentence, this.#title);
    this.#repeated.set(start, isAlike);
    return isAlike;
  }

  /**
   * The passage of a candidate: of whole sentences the most that fit, with their quotation marks closed where that can
   * be.
   */
  arrange({ start, needed, isWhole }: Candidate): PassageRange {
    const whole = isWhole ? this.#chooseWhole(start, needed) : null;
    if (whole !== null) return { range: whole, isCutBefore: false, isCutBehind: false };
    const end = this.#closeInside(start, needed);
    const isCutBehind = this.#text.slice(end).trim() !== "";
    return { range: [start, end], isCutBefore: start > 0 && !this.isStart(start), isCutBehind };
  }

  /**
   * Null where all that fits is very short. Sentences before the one at `start` are taken in where that closes or
   * fills.
   */
  #chooseWhole(start: number, needed: number): TextRange | null {
    let best: { range: TextRange; rank: number } | null = null;
    for (let from = start, back = 0; back <= MAX_SENTENCES_BEFORE; back += 1) {
      const ends = this.#endsIn(from, from + this.length).filter((end) => end >= needed);
      for (const end of ends.reverse()) {
        const isBalanced = closesWhatItOpens(this.#text, from, end);
        const rank = (end - from >= LEAST_LENGTH ? 4 : 0) + (isBalanced ? 2 : 0) + (back === 0 ? 1 : 0);
        if (best === null || rank > best.rank) best = { range: [from, end], rank };
        if (isBalanced) break;
      }
      if (best !== null && best.rank >= 6) break;
      const before = from > 0 ? this.startBefore(from - 1) : from;
      if (before === from || needed - before > this.length || this.repeatsTitle(before)) break;
      from = before;
    }
    if (best === null) return null;
    const [, end] = best.range;
    const isAll = this.#text.slice(end).trim() === "" && start === this.firstTelling();
    return best.rank < 4 && !isAll ? null : best.range;
  }

  /** Closes at a clause or a word behind the needed part, as late as the length allows. */
  #closeInside(start: number, needed: number): number {
    const text = this.#text;
    const limit = wholeCharacterEnd(text, Math.min(text.length, start + this.length));
    if (text.slice(limit).trim() === "") return trimmedEnd(text, limit);
    const least = Math.max(needed, start + 2 * LEAST_LENGTH);
    const clause = [...text.slice(least, limit).matchAll(CLAUSE_SIGN)].at(-1);
    let end = clause === undefined ? limit : least + clause.index;
    if (clause === undefined) {
      while (end >= least && !/\s/.test(text[end] ?? "")) end -= 1;
      if (end < least) end = limit;
    }
    while (end > needed && end > start + 1 && LOOSE_END.test(text[end - 1] ?? "")) end -= 1;
    return end;
  }

  #clauseBefore(position: number): number {
    const from = Math.max(0, position - CLAUSE_REACH);
    const clauses = [...this.#text.slice(from, position).matchAll(CLAUSE_SIGN)];
    const last = clauses.at(-1);
    if (last !== undefined) return from + last.index + last[0].length;
    const space = this.#text.indexOf(" ", Math.max(0, position - WORD_REACH));
    return space >= 0 && space < position ? space + 1 : position;
  }

  #nextStart(at: number): number {
    this.#readUntil(at + this.length + MAX_SPACE);
    return this.#starts[this.#indexBefore(at) + 1] ?? this.#text.length;
  }

  #endBehind(at: number): number {
    return trimmedEnd(this.#text, this.#nextStart(at));
  }

  /** The index of the last start at or before a place; -1 for none. */
  #indexBefore(at: number): number {
    this.#readUntil(at);
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** A stretch that is far from all that is asked for is left out. */
  #readUntil(at: number): void {
    if (at < this.#readTo) return;
    const to = Math.min(this.#text.length, at);
    this.#starts.push(...this.#reader.startsIn(Math.max(this.#readTo, at - this.length - MAX_SPACE), to));
    this.#readTo = to + 1;
  }
}

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(text[at - 1] ?? "")) at -= 1;
  return at;
}

/** Compares letters and digits alone, as far as the shorter text goes. */
function beginsAlike(one: string, other: string): boolean {
  const [left, right] = [lettersOf(one), lettersOf(other)];
  return left.startsWith(right) || right.startsWith(left);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Tells whether a text closes its own opening mark: «…», (…) and "…". */
function closesWhatItOpens(text: string, start: number, end: number): boolean {
  let guillemets = 0;
  let brackets = 0;
  let straight = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xab) guillemets += 1;
    else if (code === 0xbb) guillemets -= 1;
    else if (code === 0x28) brackets += 1;
    else if (code === 0x29) brackets -= 1;
    else if (code === 0x22) straight += 1;
    if (guillemets < 0 || brackets < 0) return false;
  }
  return guillemets === 0 && brackets === 0 && straight % 2 === 0;
}

// Where sentences begin: by the signs before a place and the letters behind it, in time that is linear in the text for
// all its places together.

/**
 * Titles, towns, streets: a word with a capital follows them. One letter alone, as an initial is, ends no sentence
 * either.
 */
const BEFORE_NAMES: ReadonlySet<string> = new Set(
  "им ул пр пл просп пер наб ст гор обл респ пос дер мкр корп стр проф акад доц канд ред св см напр англ нем фр лат греч тел зам ген mr mrs ms dr st jr vs no".split(
    " ",
  ),
);

/**
 * Units, and what lists and years end with: behind a number, or behind «и», they end a sentence where a capital
 * follows.
 */
const BEHIND_NUMBERS: ReadonlySet<string> = new Set("г гг в вв тыс млн млрд трлн руб коп долл кв".split(" "));
const BEHIND_AND: ReadonlySet<string> = new Set(["др", "пр"]);

/** и т. д., и т.п. */
const AND_SO_ON = /(?:^|[^\p{L}])т\.\s?[дп]$/iu;

const SENTENCE_END = ".!?…";
const SIGN_BEFORE_START = /[.!?…\n]/g;
/** So far before a place a sign is looked for that it may begin a sentence behind. */
const MAX_BETWEEN = 4;
const CLOSING = "»”\")]'";
const OPENING = '«“„"(—–- ';

/** The upper byte of U+0400 to U+04FF. */
const CYRILLIC_PAGE = 0x04;
const SPACE = 0x20;

/** Letters. */
const MAX_ABBREVIATION = 5;
/** So much before it is looked at, for a number. */
const BEFORE_ABBREVIATION = 4;

/**
 * Tells where sentences begin: at the beginning of a line, or behind the end of another before a capital or a digit; in
 * a text without capitals before any letter. A guess that prefers too few beginnings, since a passage that opens behind
 * «им.» reads badly.
 */
export class SentenceReader {
  readonly #text: string;
  #hasCapitals: boolean | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  isStart(at: number): boolean {
    const text = this.#text;
    if (at === 0) return /\S/.test(text[0] ?? "");
    // Most places are within words of Cyrillic letters, or behind one: neither needs a string.
    const isBehindSpace = text.charCodeAt(at - 1) === SPACE;
    if (text.charCodeAt(at - (isBehindSpace ? 2 : 1)) >>> 8 === CYRILLIC_PAGE) return false;
    const before = text[at - 1] ?? "";
    if (/\S/.test(before) ? !isJoined(text, at) : !/\S/.test(text[at] ?? " ")) return false;
    let end = at;
    while (end > 0 && /[^\S\n]/.test(text[end - 1] ?? "")) end -= 1;
    if (text[end - 1] === "\n") return true;
    while (end > 0 && CLOSING.includes(text[end - 1] ?? "")) end -= 1;
    const sign = text[end - 1];
    if (sign === undefined || !SENTENCE_END.includes(sign) || !this.#mayBegin(at)) return false;
    return sign !== "." || !isInsideSentence(text, end - 1, at);
  }

  /** The places in [from, to] at which sentences begin, ascending. */
  startsIn(from: number, to: number): number[] {
    const text = this.#text;
    const starts = from === 0 && this.isStart(0) ? [0] : [];
    const first = Math.max(0, from - MAX_BETWEEN);
    for (const { index } of text.slice(first, to).matchAll(SIGN_BEFORE_START)) {
      let at = first + index + 1;
      while (at < to && CLOSING.includes(text[at] ?? "x")) at += 1;
      while (at < to && /\s/.test(text[at] ?? "x")) at += 1;
      if (at >= from && at > (starts.at(-1) ?? -1) && this.isStart(at)) starts.push(at);
    }
    return starts;
  }

  #mayBegin(start: number): boolean {
    const first = firstSign(this.#text, start);
    if (/[\p{Lu}\p{N}]/u.test(first)) return true;
    this.#hasCapitals ??= /\p{Lu}/u.test(this.#text);
    return !this.#hasCapitals && /\p{L}/u.test(first);
  }
}

/** Finds the first sign behind quotation marks, dashes and spaces. */
function firstSign(text: string, start: number): string {
  let at = start;
  while (at < start + 4 && OPENING.includes(text[at] ?? "x")) at += 1;
  return text[at] ?? "";
}

/** «в Сочи.По данным»: two sentences with no space between, but no address and no initial. */
function isJoined(text: string, at: number): boolean {
  return /^[А-ЯЁ][\s а-яё]/.test(text.slice(at, at + 2)) && /[а-яё][.!?…][»"]?$/.test(text.slice(at - 3, at));
}

/**
 * Tells whether the full stop at `end` is of an abbreviation, an initial, a decimal, a date or the number of a line.
 */
function isInsideSentence(text: string, end: number, next: number): boolean {
  let start = end;
  while (start > 0 && isLetter(text.charCodeAt(start - 1))) {
    start -= 1;
    if (end - start > MAX_ABBREVIATION) return false;
  }
  const word = text.slice(start, end).toLowerCase();
  const before = text.slice(Math.max(0, start - BEFORE_ABBREVIATION), start);
  const isBeforeNumber = /\p{N}/u.test(firstSign(text, next));
  if (word === "") return /\p{N}$/u.test(before) && (isBeforeNumber || /(?:^|\n)\p{N}+$/u.test(before));
  if (BEHIND_NUMBERS.has(word)) return isBeforeNumber || !/[\p{N}XVI]\s?$/u.test(before);
  if (BEHIND_AND.has(word)) return !/[^\p{L}]и\s$/u.test(before);
  if (word.length > 1) return BEFORE_NAMES.has(word);
  return !AND_SO_ON.test(before + word);
}

/** Cyrillic or Latin. */
function isLetter(code: number): boolean {
  return code >>> 8 === CYRILLIC_PAGE || ((code | 0x20) - 0x61) >>> 0 < 26;
}

/** More marks than this hang on no letter that anybody reads; bounds the way back. */
const MAX_MARKS = 30;

/** Characters that combine with the one before: accents, variation selectors, and joiners of pictures. */
const HANGING = /[\p{M}\u200d]/u;

/** `offset`, or the nearest one before it that is not inside a character with its marks. */
export function wholeCharacterEnd(text: string, offset: number): number {
  let end = offset;
  for (let marks = 0; marks < MAX_MARKS && end > 0 && end < text.length && HANGING.test(text[end] ?? ""); marks += 1)
    end -= 1;
  const isInside = isBetween(text, end - 1, 0xd800) && isBetween(text, end, 0xdc00);
  return isInside ? end - 1 : end;
}

/** Tells whether the unit at a place is one of the 1,024 surrogates from `first` on. */
function isBetween(text: string, place: number, first: number): boolean {
  const unit = text.charCodeAt(place);
  return unit >= first && unit < first + 0x400;
}
