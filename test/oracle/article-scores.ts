/**
 * Scores articles for the words of a query in the plain way from their tokens: no posting list, no segment, no node of
 * a plan. The analyzer alone is the engine's own; formulas and constants are those of docs/decisions/search.md#ranking,
 * russian.md and index.md#openings, written once more.
 */
import {
  formOfWord,
  isCommonWord,
  type QueryWord,
  russianAnalyzer,
  type TermAlternative,
} from "../../src/russian/words.ts";

export interface ScoredArticle {
  readonly title: string | null;
  readonly text: string;
}

const [K, B, HOMOGRAPH_DISCOUNT, LEAST_FREQUENCY, GUESS_DISCOUNT, ROOT_LETTERS] = [1.2, 0.75, 0.9, 0.05, 0.6, 5];

/** Weight of adjacent words, of the score. */
const NEARNESS_WEIGHT = 1;
const TYPED_TITLE_WEIGHT = 1.5;

/** Factor of the only name among common words, if no article has all of them. */
const NAME_FACTOR = 10;

/** A term among so many first words of a text counts once more. */
const OPENING_WORDS = 30;

/**
 * Most words of a typed query. A longer one is a sentence: all words give a factor, titles weigh less, and numbers
 * more.
 */
const MOST_TYPED_WORDS = 4;

/** The power of the share of words that an article has, where it lacks some; of a sentence by its words beyond four. */
const COORDINATION = 0.2;

/**
 * One field of one article: how often it has each term, which terms it opens with, and how many distinct tokens it has.
 */
interface FieldTerms {
  readonly frequencies: ReadonlyMap<string, number>;
  readonly opening: ReadonlySet<string>;
  readonly length: number;
}

/** The scores of all articles that match, by their place. `query`: plain words. */
export function scorePlainly(articles: readonly ScoredArticle[], query: string): Map<number, number> {
  const typed = russianAnalyzer.analyzeQuery(query).length;
  const isSentence = typed > MOST_TYPED_WORDS;
  const titleWeight = isSentence ? Math.max(0.7, 1 - 0.1 * (typed - MOST_TYPED_WORDS)) : TYPED_TITLE_WEIGHT;
  const corpus = new Corpus(articles, titleWeight);
  const words = searchedWords(query);
  const isNear = !isSentence && words.length > 1;
  const rarest = rarestOf(articles, words);
  const isEveryWord = (one: ScoredArticle): boolean => words.every((word) => hasWord(one, word));
  const onlyName = isSentence || articles.some(isEveryWord) ? undefined : onlyNameOf(articles, query);
  const scores = new Map<number, number>();
  for (const place of articles.keys()) {
    const rootOf = isSentence ? rootOfSentenceWord : rootOfTypedWord;
    const boostOf = (word: QueryWord): number => (isSentence && isNumber(word) ? 3 : rootOf(word) === null ? 2 : 1);
    const found = words.flatMap(
      (word) =>
        scoreWord(corpus, place, word, boostOf(word) * (word.start === onlyName?.start ? NAME_FACTOR : 1)) ?? [],
    );
    if (found.length === 0) continue;
    const roots = words.flatMap((word) => rootOf(word) ?? []);
    const rootScores = roots.map(({ prefix, homographs }) =>
      corpus.score(place, (term) => term.startsWith(prefix) && !/[=^]$/.test(term), homographs),
    );
    const beyond = Math.max(1, typed - MOST_TYPED_WORDS);
    const factorOfAll = isSentence ? 1 + 1 / beyond ** 3 : 1;
    const power = COORDINATION / beyond;
    const factor = found.length === words.length ? factorOfAll : (found.length / words.length) ** power;
    const hasRarest = rarest !== undefined && hasWord(articles[place] as ScoredArticle, rarest);
    const nearness =
      isNear && hasRarest ? 1 + NEARNESS_WEIGHT * nearnessOf(articles[place] as ScoredArticle, query, words) : 1;
    scores.set(place, factor * nearness * (total(found) + total(rootScores)));
  }
  return scores;
}

/** The only word that is no common one of the dictionary, where ten articles at the most have it. */
function onlyNameOf(articles: readonly ScoredArticle[], query: string): QueryWord | undefined {
  const words = russianAnalyzer.analyzeQuery(query).filter(({ isStopWord }) => !isStopWord);
  const isName = ({ text }: QueryWord): boolean => {
    const form = formOfWord(text) ?? "";
    return /^\p{L}+$/u.test(form) && !isCommonWord(form);
  };
  const [name, second] = words.filter(isName);
  if (name === undefined || second !== undefined || words.length < 2) return undefined;
  return articles.filter((article) => hasWord(article, name)).length > 10 ? undefined : name;
}

/** The word that the fewest articles have, of those that some have. */
function rarestOf(articles: readonly ScoredArticle[], words: readonly QueryWord[]): QueryWord | undefined {
  const counts = words.map((word) => articles.filter((article) => hasWord(article, word)).length);
  return words[counts.indexOf(Math.min(...counts.filter((count) => count > 0)))];
}

function hasWord({ title, text }: ScoredArticle, word: QueryWord): boolean {
  return [title ?? "", text].some((field) => positionsOf(termsByPosition(field), word).length > 0);
}

/**
 * The mean, over neighbours among the words, of 1 / (1 + how far they are from standing as they were typed)² at best.
 */
function nearnessOf({ title, text }: ScoredArticle, query: string, words: readonly QueryWord[]): number {
  const starts = russianAnalyzer.analyzeQuery(query).map(({ start }) => start);
  const fields = [title ?? "", text].map(termsByPosition);
  const pairs = words.slice(1).map((word, i) => {
    const before = words[i] as QueryWord;
    const gap = starts.indexOf(word.start) - starts.indexOf(before.start);
    const ways = fields.flatMap((terms) =>
      positionsOf(terms, before).flatMap((p) =>
        positionsOf(terms, word).flatMap((q) => (p === q ? [] : [1 / (1 + Math.abs(q - p - gap)) ** 2])),
      ),
    );
    return Math.max(0, ...ways);
  });
  return total(pairs) / pairs.length;
}

function positionsOf(terms: readonly ReadonlySet<string>[], { alternatives }: QueryWord): number[] {
  const wanted = alternatives.flatMap((one) => one.terms);
  return [...terms.keys()].filter((position) => wanted.some((term) => terms[position]?.has(term)));
}

/** Lists the terms at each position. */
function termsByPosition(text: string): Set<string>[] {
  const positions: Set<string>[] = [];
  for (const { words } of russianAnalyzer.tokenize(text)) {
    const first = positions.length;
    for (const { terms, offset } of words) {
      positions[first + offset] ??= new Set();
      for (const term of terms) positions[first + offset]?.add(term);
    }
  }
  return positions;
}

/** Stop words count where no other word is left, and a word that is typed twice is one. */
function searchedWords(query: string): QueryWord[] {
  const all = russianAnalyzer.analyzeQuery(query);
  const telling = all.filter(({ isStopWord }) => !isStopWord);
  const words = telling.length > 0 ? telling : all;
  const names = words.map(({ alternatives }) => JSON.stringify(alternatives));
  return words.filter((_, i) => names.indexOf(names[i] ?? "") === i);
}

function scoreWord(corpus: Corpus, place: number, word: QueryWord, boost: number): number | null {
  const { nameEvidence: evidence, alternatives } = word;
  const documentsOf = (term: string): number =>
    total(corpus.fields.map((_, field) => corpus.documentsWith(field, term)));
  const certainty =
    evidence === undefined || documentsOf(evidence.term) === 0
      ? 0
      : Math.min(1, documentsOf(evidence.mark) / documentsOf(evidence.term));
  const scores = alternatives.flatMap((alternative) => {
    if (!alternative.terms.every((term) => corpus.has(place, term))) return [];
    const isGuess = alternative.isGuess === true && alternative.terms.length === 1;
    const weight = boost * alternative.weight * (isGuess ? 1 - GUESS_DISCOUNT * certainty : 1);
    const ofTerms = alternative.terms.map((term) =>
      corpus.score(
        place,
        (one) => one === term,
        alternative.homographs ?? [],
        (field, own) =>
          alternative.terms.length > 1 ? own : idfOfWord(corpus, field, own, alternatives, isGuess ? 0 : certainty),
      ),
    );
    return [(weight * total(ofTerms)) / (alternative.parts ?? 1)];
  });
  return scores.length === 0 ? null : Math.max(...scores);
}

/** Tells whether a word is made of digits, and is no date. */
function isNumber({ alternatives }: QueryWord): boolean {
  const [term = "", second] = alternatives[0]?.terms ?? [];
  return second === undefined && /^[\d.:]+$/.test(term);
}

/** A word is as rare as its most frequent spelling, but for what is surely a name. */
function idfOfWord(
  corpus: Corpus,
  field: number,
  own: number,
  alternatives: readonly TermAlternative[],
  certainty: number,
): number {
  const single = alternatives.flatMap(({ terms }) => (terms.length === 1 ? terms : []));
  const ofWord = Math.min(own, ...single.map((term) => corpus.idf(corpus.documentsWith(field, term))));
  return certainty * own + (1 - certainty) * ofWord;
}

type Root = { readonly prefix: string; readonly homographs: readonly string[] } | null;

function rootOfTypedWord({ alternatives }: QueryWord): Root {
  const spellings = alternatives.filter(({ terms, isGuess }) => isGuess !== true && !terms[0]?.endsWith("="));
  const prefix = spellings[0]?.terms[0]?.slice(0, ROOT_LETTERS) ?? "";
  const isShared = spellings.every(
    ({ terms }) => terms.length === 1 && /^[а-я]{5,}$/.test(terms[0] ?? "") && terms[0]?.startsWith(prefix),
  );
  return prefix !== "" && isShared ? { prefix, homographs: spellings[0]?.homographs ?? [] } : null;
}

function rootOfSentenceWord({ alternatives }: QueryWord): Root {
  const single = alternatives.flatMap(({ terms }) => (terms.length === 1 ? terms : []));
  const surest = single.map((term) => term.replace("^", "")).find((term) => /^[а-я]{5,}$/.test(term));
  return surest === undefined ? null : { prefix: surest.slice(0, ROOT_LETTERS), homographs: [] };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** The second of the fields. */
const TEXT = 1;

class Corpus {
  /** Terms by field, then by article. */
  readonly fields: readonly (readonly FieldTerms[])[];

  readonly #weights: readonly number[];

  constructor(articles: readonly ScoredArticle[], titleWeight: number) {
    this.#weights = [titleWeight, 1];
    const texts = [articles.map(({ title }) => title ?? ""), articles.map(({ text }) => text)];
    this.fields = texts.map((ofField) => ofField.map(readField));
  }

  has(place: number, term: string): boolean {
    return this.fields.some((ofField) => ofField[place]?.frequencies.has(term));
  }

  documentsWith(field: number, term: string): number {
    return (this.fields[field] ?? []).filter(({ frequencies }) => frequencies.has(term)).length;
  }

  idf(documents: number): number {
    const all = this.fields[0]?.length ?? 0;
    return Math.log(1 + (all - documents + 0.5) / (documents + 0.5));
  }

  /** BM25 in all fields of the terms that are meant, as one. `idfOf` changes the idf that it has by itself. */
  score(
    place: number,
    isMeant: (term: string) => boolean,
    homographs: readonly string[],
    idfOf: (field: number, own: number) => number = (_, own) => own,
  ): number {
    const frequencyOf = ({ frequencies }: FieldTerms): number =>
      Math.max(0, ...[...frequencies].flatMap(([term, count]) => (isMeant(term) ? [count] : [])));
    return total(
      this.fields.map((ofField, field) => {
        const terms = ofField[place];
        if (terms === undefined) return 0;
        const { frequencies, length } = terms;
        const found = frequencyOf(terms);
        if (found === 0) return 0;
        const ofHomographs = total(homographs.map((homograph) => frequencies.get(homograph) ?? 0));
        const own = ofHomographs === 0 ? found : Math.max(LEAST_FREQUENCY, found - HOMOGRAPH_DISCOUNT * ofHomographs);
        const isOpening = field === TEXT && ofHomographs < found && [...terms.opening].some(isMeant);
        const frequency = isOpening ? own + 1 : own;
        const documents = ofField.filter((other) => frequencyOf(other) > 0).length;
        const average = total(ofField.map((other) => other.length)) / ofField.length;
        const norm = K * (1 - B + (B * length) / average);
        const idf = (this.#weights[field] ?? 1) * idfOf(field, this.idf(documents));
        return (idf * frequency * (K + 1)) / (frequency + norm);
      }),
    );
  }
}

function readField(text: string): FieldTerms {
  const tokens = russianAnalyzer.tokenize(text);
  const frequencies = new Map<string, number>();
  for (const term of tokens.flatMap((token) => russianAnalyzer.processTerm(token))) {
    frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  }
  const opening = new Set<string>();
  let position = 0;
  for (const token of tokens) {
    const words = token.words;
    for (const { terms, offset } of words) {
      if (position + offset < OPENING_WORDS) for (const term of terms) opening.add(term);
    }
    position += 1 + Math.max(0, ...words.map(({ offset }) => offset));
  }
  return { frequencies, opening, length: new Set(tokens).size };
}
