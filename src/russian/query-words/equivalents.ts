/**
 * Names that say the same in other words (pure): «МИД» and «министерство иностранных дел», «Питер» and Санкт-Петербург.
 * A line is one equivalence:
 *
 *     МИД, министерство иностранных дел     each leads to the others: articles with any of them match
 *     Америка => США                        what stands before the arrow leads to what stands behind it, and not back
 *     ~ вуз, университет                    raises articles that match anyway, and finds others only where few do
 *     !ВОЗ, Всемирная организация           `!` before a name that is looked for in a query: only as it is written here
 *
 * A name is looked for in a query in all its cases, word by word, the longest first, and each word of a query is of one
 * name at most. What it leads to is looked for in articles as a phrase in all its cases; a name in capitals in capitals
 * alone.
 */

import { groupBy, remember } from "../../keyed.ts";
import type { UnderstoodPiece } from "../../search-api.ts";
import type { QueryWord } from "../analyzer.ts";
import { russianDictionary, type WordBook } from "../dictionary/russian-dictionary.ts";
import { alternativeWeights, SURE_WEIGHT } from "../words/alternative-weights.ts";
import { abbreviationTerm, isAbbreviationTerm } from "../words/marked-terms.ts";
import { foldWord } from "../words/word-folding.ts";
import { beginningKey, firstWordOf, firstWordsOfLine, mayBeForm, PLACE_SIGN, sidesOf } from "./equivalent-line.ts";
import { placeOfWord } from "./place-relatives.ts";
import { analysisBook, analyzeQuery } from "./query-analysis.ts";
import { analyzePhrase, type QueryPhrase } from "./query-phrase.ts";
import { rootOfWord } from "./word-root.ts";

/** A name that an article may have in the place of words of the query. */
export interface Equivalent {
  /** The name: one word, or a phrase of several. */
  readonly name: { readonly word: QueryWord } | { readonly phrase: QueryPhrase; readonly wordCount: number };
  /** Multiplies what the name scores, in (0, 1]. */
  readonly weight: number;
  /**
   * It is what was typed: several words that are one thing, which an article with its words apart lacks. It scores
   * nothing beside them.
   */
  readonly isTyped?: true;
}

/** The equivalents of the names of a query. */
export interface FoundEquivalents {
  /** "match" finds articles with the names of a piece, "raise" puts them before others of those that are found. */
  readonly pieces: readonly UnderstoodPiece[];
  /** Equivalents by the place of a word; words of one name share theirs. */
  readonly byWord: ReadonlyMap<number, readonly Equivalent[]>;
  /** Beginnings of terms that raise what matches. */
  readonly raised: readonly string[];
  /** True if the query can be widened when few articles have its words. */
  readonly canWiden: boolean;
}

export const NO_EQUIVALENTS: FoundEquivalents = { pieces: [], byWord: new Map(), raised: [], canWiden: false };

/** The lines that hold. */
interface EquivalentSources {
  readonly tables: readonly EquivalentTable[];
  /** Takes lines off the tables that are shipped: names, folded; `*` stands for all. */
  readonly removed: ReadonlySet<string>;
  /** Ids of pieces that the reader took off. */
  readonly ignored: ReadonlySet<string>;
  /** True if boosting clauses also find articles, since few have the words. */
  readonly isWide: boolean;
}

/** Slightly below the words that are typed. Trial: docs/decisions/russian.md#equivalents. */
const EQUIVALENT_WEIGHT = 0.9;
/** Weight of relations that only boost; as a searching clause it counts as kin. Untuned. */
const RELATED_WEIGHT = alternativeWeights.kin;
/** Names of one piece; each is some posting lists. */
const MAX_NAMES = 3;
/** Words of all names that a query leads to: each reads its postings, and those of phrases their occurrences too. */
const MAX_ADDED_WORDS = 12;
/** A shorter beginning is one of too many words; of a name with a capital one letter less will do (Тула). */
const MIN_RAISED_LETTERS = 4;

/**
 * Finds the equivalents of a query's words. Never throws. Time: a few lines a word, and the words of what they lead to.
 */
export function findEquivalents(
  words: readonly QueryWord[],
  text: string,
  { tables, removed, ignored, isWide }: EquivalentSources,
): FoundEquivalents {
  const spans = spansOf(words, text, tables, removed);
  const pieces: UnderstoodPiece[] = [];
  const byWord = new Map<number, Equivalent[]>();
  const raised = new Set<string>();
  let canWiden = false;
  let room = MAX_ADDED_WORDS;
  for (const { start, end, leads, name: typedName } of spans) {
    const typed = text.slice(words[start]?.start, words[end - 1]?.end);
    const id = `equivalent:${foldText(typed)}`;
    if (ignored.has(id)) continue;
    if (typedName !== null && typedName.words.length > 1) {
      const own = typedName.equivalents.map((one) => ({ ...one, isTyped: true as const }));
      for (let i = start; i < end; i += 1) byWord.set(i, own);
    }
    for (const effect of ["match", "raise"] as const) {
      const ofEffect = leads.filter((lead) => lead.raises === (effect === "raise"));
      const others = leanest(ofEffect.map((lead) => lead.name)).filter((name) => !isAmong(name, words));
      canWiden ||= effect === "raise" && others.length > 0;
      const names = others
        .filter((name) => effect === "match" || (isWide ? name.words.length === 1 : raisesMore(name, words)))
        .slice(0, MAX_NAMES)
        .filter((name) => {
          if (name.words.length > room) return false;
          room -= name.words.length;
          return true;
        });
      if (names.length === 0) continue;
      const isRaising = effect === "raise" && !isWide;
      const shown = { id, kind: "equivalent", text: typed, names: names.map((name) => name.text) } as const;
      pieces.push({ ...shown, effect: isRaising ? effect : "match" });
      if (isRaising) {
        for (const name of names) raised.add(beginningOf(name) ?? "");
      } else {
        const equivalents = names.flatMap((name) => name.equivalents);
        const found = effect === "match" ? equivalents : equivalents.map(asRelated);
        for (let i = start; i < end; i += 1) byWord.set(i, [...(byWord.get(i) ?? []), ...found]);
      }
    }
  }
  return { pieces, byWord, raised: [...raised], canWiden };
}

/** Lists the lookups of {@link findEquivalents} for analyzed words. */
export function* equivalentBook(
  words: readonly QueryWord[],
  text: string,
  { tables, removed }: Pick<EquivalentSources, "tables" | "removed">,
): WordBook {
  yield words.flatMap((word) => [firstWordOf(word.text), foldWord(word.text)]);
  yield* analysisBook(words.flatMap(({ text: typed }) => nameInWords(typed) ?? []));
  const walk = walkSpans(words, text, tables, removed);
  let step = walk.next();
  for (; step.done !== true; step = walk.next()) {
    yield* analysisBook(step.value.flatMap(({ name }) => [name.text, ...name.text.split(" ")]));
  }
  yield* analysisBook(step.value.flatMap(({ leads }) => leads.map(({ name }) => name.text)));
}

function spansOf(...query: Parameters<typeof walkSpans>): readonly Span[] {
  const walk = walkSpans(...query);
  let step = walk.next();
  while (step.done !== true) step = walk.next();
  return step.value;
}

/** Gives the names that may stand at a word, before any of them is analyzed. */
function* walkSpans(
  words: readonly QueryWord[],
  text: string,
  tables: readonly EquivalentTable[],
  removed: ReadonlySet<string>,
): Generator<readonly Entry[], readonly Span[]> {
  const spans: Span[] = [];
  for (let at = 0; at < words.length; ) {
    const candidates = tables.flatMap((table) => table.namesAt(words, at));
    yield candidates;
    const { length, ...found } = longestAt(words, text, at, candidates, removed);
    const end = at + Math.max(1, length);
    const apart = length > 0 ? null : nameInWords(words[at]?.text ?? "");
    if (apart === null) {
      spans.push({ start: at, end, ...found });
    } else {
      const parts = analyzeQuery(apart);
      const ofParts = tables.flatMap((table) => table.namesAt(parts, 0));
      yield ofParts;
      const { name, leads, ...whole } = longestAt(parts, apart, 0, ofParts, removed);
      const isName = name !== null && whole.length === parts.length;
      spans.push({ start: at, end, name: null, leads: isName ? [{ name, raises: false }, ...leads] : [] });
    }
    at = end;
  }
  return spans;
}

/** No sure form of the word, and marked as such. */
function asRelated({ name }: Equivalent): Equivalent {
  if (!("word" in name)) return { name, weight: RELATED_WEIGHT };
  const alternatives = name.word.alternatives.map((one) => ({ ...one, isGuess: true as const }));
  return { name: { word: { ...name.word, alternatives } }, weight: RELATED_WEIGHT };
}

/** A line, as it leads from one of its names. */
interface Lead {
  readonly name: Name;
  readonly raises: boolean;
}

/** Words [start, end) of a query, and what they lead to as one name. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly leads: readonly Lead[];
  /** Null where no line has them. */
  readonly name: Name | null;
}

function longestAt(
  words: readonly QueryWord[],
  text: string,
  at: number,
  candidates: readonly Entry[],
  removed: ReadonlySet<string>,
): Omit<Span, "start" | "end"> & { readonly length: number } {
  let length = 0;
  let leads: Lead[] = [];
  let longest: Name | null = null;
  for (const { name, rule } of candidates) {
    if (name.words.length < length || isRemoved(rule, removed)) continue;
    const isShort = isShortFor(firstWordOf(words[at]?.text ?? ""), name, rule);
    if (!isShort && !name.standsAt(words, text, at)) continue;
    if (name.words.length > length) leads = [];
    length = name.words.length;
    longest = name;
    const others = [...(isShort ? [name] : []), ...rule.to.filter((other) => other !== name)];
    leads.push(...others.map((other) => ({ name: other, raises: rule.raises })));
  }
  if (length === 0 && !removed.has("*")) {
    const place = placeOfWord(foldWord(words[at]?.text ?? ""));
    if (place !== null && !removed.has(foldText(place))) {
      return { length: 1, leads: [{ name: new Name(place), raises: true }], name: null };
    }
  }
  return { length, leads, name: longest };
}

/**
 * Tells whether a folded word begins a name of one word, and consists of the beginnings of its long form: «минобр» for
 * Минобрнауки, министерство образования и науки.
 */
function isShortFor(word: string, name: Name, { to, raises }: Rule): boolean {
  const full = foldText(name.text);
  if (raises || full.length <= word.length || !full.startsWith(word) || full.includes(" ")) return false;
  return to.some((other) => isMadeOf(word, foldText(other.text).split(" ")));
}

/** Shortest part of a name's word in a syllabic abbreviation: мин, обр. Untuned. */
const MIN_SYLLABLE_LETTERS = 3;

/** Tells whether a word consists of the beginnings of at least two words, one after the other. */
function isMadeOf(word: string, [first, ...rest]: readonly string[], taken = 0): boolean {
  if (word === "") return taken > 1;
  for (let end = MIN_SYLLABLE_LETTERS; end <= word.length && first?.startsWith(word.slice(0, end)); end += 1) {
    if (isMadeOf(word.slice(end), rest, taken + 1)) return true;
  }
  return false;
}

function isRemoved(rule: Rule, removed: ReadonlySet<string>): boolean {
  if (!rule.isShipped || removed.size === 0) return false;
  return removed.has("*") || [...rule.from, ...rule.to].some((name) => removed.has(foldText(name.text)));
}

/** One name of a line. */
class Name {
  readonly text: string;
  readonly isAsWritten: boolean;
  readonly beginning: string;
  #words: readonly QueryWord[] | null = null;
  #terms: readonly ReadonlySet<string>[] | null = null;
  #equivalents: readonly Equivalent[] | null = null;

  constructor(written: string) {
    this.isAsWritten = written.startsWith("!");
    this.text = this.isAsWritten ? written.slice(1) : written;
    this.beginning = beginningKey(this.text);
  }

  get words(): readonly QueryWord[] {
    this.#words ??= analyzeQuery(this.text);
    return this.#words;
  }

  /** The name as a query looks for it; the same each time, none of a name without words. */
  get equivalents(): readonly Equivalent[] {
    this.#equivalents ??= equivalentOf(this);
    return this.#equivalents;
  }

  /**
   * False where a word of the query begins otherwise than that of the name; before any word of the name is analyzed.
   */
  mayStandAt(words: readonly QueryWord[], at: number): boolean {
    // Words of one letter are none of a query.
    const own = this.text.split(" ").filter(({ length }) => length > 1);
    for (const [i, word] of own.entries()) {
      const isTold = /^[\p{L}\p{M}\p{N}]{2}/u.test(word);
      if (isTold && beginningKey(word) !== beginningKey(words[at + i]?.text ?? "")) return false;
      // One with other signs may be several words, or one: it is not known where the next one stands.
      if (!/^[\p{L}\p{M}\p{N}]+$/u.test(word)) return true;
    }
    return true;
  }

  /** Tells whether these words of a query are the name, in any of its cases. */
  standsAt(words: readonly QueryWord[], text: string, at: number): boolean {
    const isOne = this.words.length === 1;
    // Of the cases of an adjective some share the Snowball stem alone; of one name with a capital that may be another
    // word.
    const leastWeight = isOne && /^\p{Lu}/u.test(this.text) ? SURE_WEIGHT : STEM_WEIGHT;
    this.#terms ??= this.words.map((word) => {
      if (isInCapitals(word.text)) return new Set(termsOf({ alternatives: sureAlternativesOf(word) }, leastWeight));
      const inSmallLetters = isOne ? [] : analyzeQuery(word.text.toLowerCase());
      return new Set([word, ...inSmallLetters].flatMap((one) => termsOf(one, leastWeight)));
    });
    return this.#terms.every((terms, i) => {
      const word = words[at + i];
      const own = this.words[i];
      if (word === undefined || own === undefined) return false;
      const before = words[at + i - 1];
      if (i > 0 && before !== undefined && !BETWEEN_WORDS.test(text.slice(before.end, word.start))) return false;
      const ending = word.text.startsWith(own.text) ? word.text.slice(own.text.length) : null;
      if (isInCapitals(own.text) && ending !== null && ENDING_OF_CAPITALS.test(ending)) return true;
      if (!this.isAsWritten) return termsOf(word, leastWeight).some((term) => terms.has(term));
      return !isInCapitals(own.text) && foldWord(word.text) === foldWord(own.text);
    });
  }
}

/** One letter is no word of a query: «по безопасности и сотрудничеству». A dash alone is a hyphen: «Нью–Йорк». */
const BETWEEN_WORDS = /^(?:[\u2012-\u2015]|[\s\u2010\u2011.«»"-]*(?:\p{L}\s+)?)$/u;

/** МИД, МИДа, ЦИКом. */
const ENDING_OF_CAPITALS = /^(?:[ауе]|ом)?$/;

interface Rule {
  readonly from: readonly Name[];
  readonly to: readonly Name[];
  readonly raises: boolean;
  readonly isShipped: boolean;
}

/** A name, and the line in which it leads to others. */
interface Entry {
  readonly name: Name;
  readonly rule: Rule;
}

/** Finds all lines of which a name may begin with a form of a folded word, and some others. */
type LinesOf = (word: string) => readonly string[];

/** Lines; each is parsed, and its names analyzed, when a query has a word that begins as one of them does. */
export class EquivalentTable {
  readonly #isShipped: boolean;
  readonly #linesOf: LinesOf;

  constructor(linesOf: LinesOf, isShipped = false) {
    this.#linesOf = linesOf;
    this.#isShipped = isShipped;
  }

  /** The names that may stand at a word. */
  namesAt(words: readonly QueryWord[], at: number): Entry[] {
    const { text = "", isStopWord = false } = words[at] ?? {};
    const beginning = beginningKey(text);
    const word = firstWordOf(text);
    // A stop word has no other forms.
    const mayBegin = (first: string): boolean => (isStopWord ? first === word : mayBeForm(word, first));
    return this.#linesOf(word)
      .flatMap((line) => this.#entriesOf(line))
      .filter(
        ({ name, rule }) =>
          name.beginning === beginning &&
          ((mayBegin(firstWordOf(name.text)) && name.mayStandAt(words, at)) || isShortFor(word, name, rule)),
      );
  }

  readonly #entriesOf = remember(Number.POSITIVE_INFINITY, (line): readonly Entry[] => {
    const rule = parseRule(line, this.#isShipped);
    return rule.from.flatMap((name): Entry[] => {
      const inWords = nameInWords(name.text);
      if (inWords === null) return [{ name, rule }];
      const other = new Name((name.isAsWritten ? "!" : "") + inWords);
      return [
        { name, rule },
        { name: other, rule: { ...rule, to: [name, ...rule.to] } },
      ];
    });
  });
}

/** Makes a table of lines in memory. */
export function tableOfLines(lines: readonly string[]): EquivalentTable {
  const byBeginning = groupBy(lines, (line) => new Set(firstWordsOfLine(line).map(beginningKey)));
  return new EquivalentTable((word) => byBeginning.get(beginningKey(word)) ?? []);
}

/** Readers type a space in the place of a hyphen, «кока кола», and a hyphen in that of a space, «тик-ток». */
function nameInWords(name: string): string | null {
  return hasHyphen(name) ? name.replaceAll("-", " ") : null;
}

function hasHyphen(name: string): boolean {
  return /\p{L}-\p{L}/u.test(name);
}

/**
 * The lines that are shipped, which the dictionary has (infra/dictionary/equivalent-lines.ts). So are places with a
 * hyphen: each is one thing without it, too.
 */
export const shippedEquivalents = new EquivalentTable(
  (word) =>
    russianDictionary
      .linesOf(word)
      .flatMap((line) => (line.startsWith(PLACE_SIGN) ? line.slice(1).split(",").filter(hasHyphen) : [line])),
  true,
);

function parseRule(line: string, isShipped: boolean): Rule {
  const { left, right } = sidesOf(line);
  const from = namesOf(left);
  return { from, to: right === undefined ? from : namesOf(right), raises: line.startsWith("~"), isShipped };
}

function namesOf(side: string): Name[] {
  return side.split(",").map((name) => new Name(name.trim()));
}

/** Removes names that contain another one: their articles contain that too. */
function leanest(names: readonly Name[]): Name[] {
  const distinct = [...new Map(names.map((name) => [foldText(name.text), name])).values()];
  const hasPart = (name: Name, other: Name): boolean =>
    other !== name && ` ${foldText(name.text)} `.includes(` ${foldText(other.text)} `) && other.words.length > 1;
  return distinct.filter((name) => !distinct.some((other) => hasPart(name, other)));
}

/** Tells whether the query has the name anyway. */
function isAmong(name: Name, words: readonly QueryWord[]): boolean {
  const beginsAlike = ({ alternatives }: QueryWord): boolean =>
    alternatives.some(({ terms: [term = ""] }) => beginningKey(term) === name.beginning);
  if (!words.some(beginsAlike)) return false;
  const [only] = name.words;
  if (only === undefined || name.words.length > 1) return false;
  const terms = new Set(termsOf(only, SURE_WEIGHT));
  return words.some((word) => termsOf(word, SURE_WEIGHT).some((term) => terms.has(term)));
}

function equivalentOf(name: Name): Equivalent[] {
  const [only] = name.words;
  if (only === undefined) return [];
  if (name.words.length === 1) {
    const word = { ...only, alternatives: sureAlternativesOf(only) };
    return [{ name: { word }, weight: EQUIVALENT_WEIGHT }];
  }
  const phrase = analyzePhrase(name.text, false);
  if (phrase === null) return [];
  const telling = phrase.words.filter(({ isStopWord }) => !isStopWord).length;
  return [{ name: { phrase, wordCount: Math.max(1, telling) }, weight: EQUIVALENT_WEIGHT }];
}

/**
 * Chooses sure alternatives. A name in capitals keeps the abbreviation alone; others keep neither abbreviation nor
 * guess.
 */
function sureAlternativesOf({ text, alternatives }: QueryWord): QueryWord["alternatives"] {
  const abbreviation = abbreviationTerm(foldWord(text));
  const isAbbreviation = ({ terms: [term = ""] }: QueryWord["alternatives"][number]): boolean => term === abbreviation;
  const ofCapitals = isInCapitals(text) ? alternatives.filter(isAbbreviation) : [];
  if (ofCapitals.length > 0) return ofCapitals;
  const ofWord = alternatives.filter((one) => !isAbbreviation(one));
  const sure = ofWord.filter(({ isGuess, weight }) => isGuess !== true && weight >= SURE_WEIGHT);
  return sure.length > 0 ? sure : ofWord.slice(0, 1);
}

/** Finds the common beginning of the terms of a word and its relatives; null for several words, or a short one. */
function beginningOf({ words }: Name): string | null {
  const [only, second] = words;
  if (only === undefined || second !== undefined) return null;
  const term = sureAlternativesOf(only).find(({ terms }) => terms.length === 1)?.terms[0] ?? "";
  const isLong = term.length >= MIN_RAISED_LETTERS - (/^\p{Lu}/u.test(only.text) ? 1 : 0);
  return isLong || isAbbreviationTerm(term) ? term.replace("^", "") : null;
}

/** Tells whether a name raises articles that the words' roots do not raise already (вологодский, Вологда). */
function raisesMore(name: Name, words: readonly QueryWord[]): boolean {
  const beginning = beginningOf(name);
  return beginning !== null && !words.some((word) => beginning.startsWith(rootOfWord(word)?.prefix ?? " "));
}

/** Weight of the stem of a word that may be a name. */
const STEM_WEIGHT = alternativeWeights.stemOfWord;

/** The terms that weigh so much; those of the parts of a word together («Би-би-си»). */
function termsOf({ alternatives }: Pick<QueryWord, "alternatives">, leastWeight: number): string[] {
  return alternatives.flatMap(({ terms, weight }) => (weight >= leastWeight ? [terms.join("+")] : []));
}

function isInCapitals(text: string): boolean {
  return /^\p{Lu}{2,}$/u.test(text);
}

/** Words folded, with one space between. */
export function foldText(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map(foldWord)
    .join(" ");
}
