/**
 * Kinds of requests to the HTTP app, as readers of a site send them: words and titles of the corpus's own articles,
 * whole, half typed and mistyped. The same for the same articles.
 */
import { seededRandom32 } from "../support/deterministic.ts";
import type { BenchArticle } from "./news-corpus.ts";

/** Requests of one kind, by their paths. */
export interface RequestKind {
  readonly name: string;
  readonly paths: readonly string[];
}

/** Keys that somebody hits before a field of suggestions has what was wanted. */
const TYPED_LENGTHS = [1, 2, 3, 4, 5];

/** A shorter word is nobody's whole query. */
const MIN_WORD_LENGTH = 4;

/** So many requests of each kind. */
export function requestKinds(articles: readonly BenchArticle[], count: number): RequestKind[] {
  const draw = new TextDraw(articles);
  const many = (make: () => string): string[] => Array.from({ length: count }, make);
  const search = (name: string, text: () => string, more: Record<string, string> = {}): RequestKind => {
    return { name: `search, ${name}`, paths: many(() => path("/search", { q: text(), ...more })) };
  };
  const suggest = (name: string, text: () => string): RequestKind => {
    return { name: `suggest, ${name}`, paths: many(() => path("/suggest", { q: text() })) };
  };
  const two = (): string => `${draw.word()} ${draw.word()}`;
  return [
    search("one word", () => `${draw.word()} `),
    search("two words", () => `${two()} `),
    search("two words, uncounted", () => `${two()} `, { count: "none" }),
    search("last word half typed", () => `${draw.word()} ${draw.word().slice(0, 4)}`),
    search("two letters", () => draw.word().slice(0, 2)),
    search("a misspelt word", () => `${draw.word()} ${draw.misspelt()} `),
    search("a pasted headline", () => draw.title()),
    search("one word, facets and collapsing", () => `${draw.word()} `, { facets: "source,year", collapse: "true" }),
    search("nothing", () => ""),
    search("nothing, facets and collapsing", () => "", { facets: "source,year", collapse: "true" }),
    ...TYPED_LENGTHS.map((length) =>
      suggest(length === 1 ? "1 letter" : `${length} letters`, () => draw.word().slice(0, length)),
    ),
    suggest("a word and 1 letter", () => `${draw.word()} ${draw.word().slice(0, 1)}`),
    suggest("a word and 3 letters", () => `${draw.word()} ${draw.word().slice(0, 3)}`),
    suggest("a misspelt word", () => draw.misspelt()),
    suggest("a headline", () => draw.title()),
  ];
}

/** Queries of two words, as readers type them. */
export function twoWordQueries(articles: readonly BenchArticle[], count: number): string[] {
  const paths = requestKinds(articles, count).find(({ name }) => name === "search, two words")?.paths ?? [];
  return paths.map((path) => new URLSearchParams(path.slice(path.indexOf("?"))).get("q")?.trim() ?? "");
}

function path(endpoint: string, parameters: Record<string, string>): string {
  return `${endpoint}?${new URLSearchParams(parameters)}`;
}

/** The dearest that a client may ask: 500 letters of words, any of them, with every match counted and collapsed. */
export function heavyPaths(articles: readonly BenchArticle[], count: number): string[] {
  const draw = new TextDraw(articles);
  const long = (): string => {
    let text = "";
    for (let word = draw.word(); text.length + word.length < 500; word = draw.word()) text += `${word} `;
    return text;
  };
  const more = { match: "any", facets: "source,year,place", collapse: "true" };
  return Array.from({ length: count }, () => path("/search", { q: long(), ...more }));
}

/** Draws words as often as texts have them. */
class TextDraw {
  readonly #random32 = seededRandom32(1);
  readonly #articles: readonly BenchArticle[];

  constructor(articles: readonly BenchArticle[]) {
    this.#articles = articles;
  }

  word(): string {
    for (;;) {
      const words = (this.#pick(this.#articles)?.text ?? "").match(/[а-яё]+/gi) ?? [];
      const word = this.#pick(words.filter(({ length }) => length >= MIN_WORD_LENGTH));
      if (word !== undefined) return word.toLowerCase();
    }
  }

  /** A word that the corpus may have, with two neighbours exchanged or one letter struck. */
  misspelt(): string {
    const word = this.word();
    const at = 1 + (this.#random32() % (word.length - 2));
    const [before, first, second, after] = [
      word.slice(0, at),
      word.charAt(at),
      word.charAt(at + 1),
      word.slice(at + 2),
    ];
    return first === second ? before + first + after : before + second + first + after;
  }

  title(): string {
    return this.#pick(this.#articles)?.title ?? "";
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[this.#random32() % items.length];
  }
}
