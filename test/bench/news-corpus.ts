/**
 * A seeded corpus of news-like articles for the bench: invented words with Russian endings, in the proportions of real
 * news. The vocabulary keeps growing (Heaps' law, V = 118 * tokens^0.43: some 26,000 stems at 1,000 articles, 68,000 at
 * 10,000, 190,000 at 100,000), and a word of rank r stands with odds of about 1/r (Zipf's law).
 */
import { seededRandom32 } from "../support/deterministic.ts";

const HEAPS_FACTOR = 118;
const HEAPS_EXPONENT = 0.43;

/** Words of an article, as measured on agency news; between half and one and a half times as many. */
const WORDS_PER_ARTICLE = 280;
const WORDS_PER_TITLE = 8;
const WORDS_PER_SENTENCE = 14;
const SENTENCES_PER_PARAGRAPH = 3;

const ONSETS = [
  "б",
  "в",
  "г",
  "д",
  "ж",
  "з",
  "к",
  "л",
  "м",
  "н",
  "п",
  "р",
  "с",
  "т",
  "ф",
  "х",
  "ц",
  "ч",
  "ш",
  "пр",
  "ст",
  "тр",
];
const VOWELS = ["а", "е", "и", "о", "у", "я"];
const CODAS = ["", "", "р", "н", "л", "м", "к", "т", "с"];
const ENDINGS = ["", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах"];
const SOURCES = ["Вестник", "Хроника", "Курьер", "Обзор", "Известник"];

/** An article as `readArticles` would give it, as far as the index reads it. */
export interface BenchArticle extends Record<string, unknown> {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly text: string;
  readonly source: string;
  readonly publishedAt: string;
  readonly datePrecision: "day";
}

export class NewsCorpus {
  readonly #random32: () => number;
  readonly #wordsPerArticle: number;
  #tokens = 0;
  #articles = 0;

  /** `articlesBefore`: it goes on where so many articles end, with about the vocabulary that they have. */
  constructor(seed = 1, wordsPerArticle = WORDS_PER_ARTICLE, articlesBefore = 0) {
    this.#wordsPerArticle = wordsPerArticle;
    this.#random32 = seededRandom32(seed);
    this.#articles = articlesBefore;
    this.#tokens = articlesBefore * (wordsPerArticle + WORDS_PER_TITLE);
  }

  /** The next article. */
  next(): BenchArticle {
    const number = this.#articles;
    this.#articles += 1;
    const length = Math.round(this.#wordsPerArticle * (0.5 + this.#fraction()));
    const day = 1 + (number % 28);
    const month = 1 + (Math.floor(number / 28) % 12);
    const year = 2000 + (Math.floor(number / 336) % 25);
    return {
      id: `bench-${number}`,
      title: capitalise(this.#words(WORDS_PER_TITLE).join(" ")),
      lead: "",
      text: this.#paragraphs(length),
      source: SOURCES[number % SOURCES.length] ?? "",
      publishedAt: `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
      datePrecision: "day",
    };
  }

  take(count: number): BenchArticle[] {
    return Array.from({ length: count }, () => this.next());
  }

  /** Queries of two words: one rare, medium or common, and one that is not rare; in other forms than the text's. */
  queries(count: number): string[] {
    const vocabulary = this.#vocabularySize();
    const rankBands = [
      [vocabulary / 20, vocabulary / 4],
      [500, 5_000],
      [20, 500],
    ] as const;
    return Array.from({ length: count }, (_, i) => {
      const [low, high] = rankBands[i % rankBands.length] ?? [20, 500];
      return [this.#rankBetween(low, high), this.#rankBetween(50, 5_000)].map((rank) => `${stemOf(rank)}ами`).join(" ");
    });
  }

  /** Queries of one word that stands some four to eight times in all articles, however many these are. */
  rareQueries(count: number): string[] {
    // A word of rank r is expected tokens / (r * ln(vocabulary)) times.
    const once = this.#tokens / Math.log(this.#vocabularySize());
    return Array.from({ length: count }, () => `${stemOf(this.#rankBetween(once / 8, once / 4))}ами`);
  }

  #paragraphs(length: number): string {
    const sentences: string[] = [];
    for (let left = length; left > 0; left -= WORDS_PER_SENTENCE) {
      sentences.push(`${capitalise(this.#words(Math.min(left, WORDS_PER_SENTENCE)).join(" "))}.`);
    }
    const paragraphs: string[] = [];
    for (let i = 0; i < sentences.length; i += SENTENCES_PER_PARAGRAPH) {
      paragraphs.push(sentences.slice(i, i + SENTENCES_PER_PARAGRAPH).join(" "));
    }
    return paragraphs.join("\n\n");
  }

  #words(count: number): string[] {
    return Array.from({ length: count }, () => {
      this.#tokens += 1;
      const oddsOfNew = HEAPS_FACTOR * HEAPS_EXPONENT * this.#tokens ** (HEAPS_EXPONENT - 1);
      const size = this.#vocabularySize();
      const rank = this.#fraction() < oddsOfNew ? size : this.#rankBetween(1, size);
      return stemOf(rank) + (ENDINGS[this.#random32() % ENDINGS.length] ?? "");
    });
  }

  #vocabularySize(): number {
    return Math.max(1, Math.floor(HEAPS_FACTOR * this.#tokens ** HEAPS_EXPONENT));
  }

  /** Log-uniform, which gives rank r odds of about 1/r. */
  #rankBetween(low: number, high: number): number {
    return Math.floor(Math.exp(Math.log(low) + this.#fraction() * (Math.log(high + 1) - Math.log(low))));
  }

  #fraction(): number {
    return this.#random32() / 0x100000000;
  }
}

/** The same invented stem for the same rank; short ones for common words. */
function stemOf(rank: number): string {
  let rest = Math.imul(rank, 0x9e3779b1) >>> 0;
  const syllables = rank < 200 ? 1 : rank < 20_000 ? 2 : 3;
  let stem = "";
  for (let i = 0; i < syllables; i += 1) {
    stem += pickBy(ONSETS, rest) + pickBy(VOWELS, rest >>> 5);
    rest = Math.imul(rest ^ (rest >>> 15), 0x85ebca6b) >>> 0;
  }
  return stem + pickBy(CODAS, rest) + pickBy(["б", "д", "г", "к", "п", "т"], rest >>> 8);
}

function pickBy(items: readonly string[], bits: number): string {
  return items[bits % items.length] ?? "";
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
