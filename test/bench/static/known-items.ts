/**
 * Queries that mean one article: two words of its title, as they stand there, in other forms, and in the wrong keyboard
 * layout; and the rarer of them alone with a slip of a finger. So what is found can be told from what is merely
 * answered.
 */

import { inOtherLayout } from "../../../src/russian/words.ts";
import { seededRandom32 } from "../../support/deterministic.ts";
import { snowballStem } from "../../support/inside/russian-words.ts";
import type { BenchArticle } from "../news-corpus.ts";
import type { QueryKind, StaticQuery } from "./model.ts";

/** Words of Russian letters, long enough to have endings. */
const WORD = /[а-яё]{5,24}/g;
/** A slip in a shorter word may make another word. Untuned. */
const MIN_SLIP_LENGTH = 6;
/** Number of sampled articles, beyond which further ones tell no more of the forms of words. Untuned. */
const SAMPLE_ARTICLES = 5_000;

/**
 * Places of each kind's titles in the corpus, apart from each other: a page has not loaded the answer of another kind.
 */
const PLACES = { "as written": 0.1, inflected: 0.35, typo: 0.6, layout: 0.85 };

interface Title {
  readonly id: string;
  readonly words: readonly string[];
}

/** A known stem: in how many articles, and in which forms. */

interface Family {
  articles: number;
  readonly forms: Set<string>;
}

export class KnownItems {
  readonly #families = new Map<string, Family>();
  readonly #titles: Title[] = [];

  /** Looks at the first articles of a corpus; at no others. */
  add({ id, title, text }: BenchArticle): void {
    if (this.#titles.length === SAMPLE_ARTICLES) return;
    this.#titles.push({ id, words: wordsOf(title) });
    const formsByStem = new Map<string, Set<string>>();
    for (const word of wordsOf(`${title} ${text}`)) {
      const stem = snowballStem(word);
      formsByStem.set(stem, (formsByStem.get(stem) ?? new Set()).add(word));
    }
    for (const [stem, forms] of formsByStem) {
      const family = this.#families.get(stem) ?? { articles: 0, forms: new Set() };
      family.articles += 1;
      for (const form of forms) family.forms.add(form);
      this.#families.set(stem, family);
    }
  }

  /**
   * So many of a kind, each of another article, and of others than the other kinds', where there are enough; the same
   * for the same articles.
   */
  queries(kind: Exclude<QueryKind, "mix">, count: number): StaticQuery[] {
    const random32 = seededRandom32(1);
    const queries: StaticQuery[] = [];
    const titles = this.#titles.filter(({ words }) => this.#rarest(words).length === 2);
    for (let i = 0; i < count && titles.length > 0; i += 1) {
      const { id, words } = titles[Math.floor(((i + PLACES[kind]) / count) * titles.length)] as Title;
      queries.push({ kind, text: this.#typed(kind, words, random32), meantId: id });
    }
    return queries;
  }

  /** Two words of a title that stand in other articles in other forms; the rarest first. */
  #rarest(words: readonly string[]): string[] {
    const byStem = new Map(words.map((word) => [snowballStem(word), word]));
    const known = [...byStem.values()].filter(
      (word) => word.length >= MIN_SLIP_LENGTH && this.#otherForms(word, words).length > 0,
    );
    return known.sort((a, b) => this.#family(a).articles - this.#family(b).articles).slice(0, 2);
  }

  #family(word: string): Family {
    return this.#families.get(snowballStem(word)) ?? { articles: 0, forms: new Set() };
  }

  #otherForms(word: string, titleWords: readonly string[]): string[] {
    return [...this.#family(word).forms].filter((form) => !titleWords.includes(form));
  }

  #typed(kind: QueryKind, titleWords: readonly string[], random32: () => number): string {
    const words = this.#rarest(titleWords);
    if (kind === "as written") return words.join(" ");
    if (kind === "layout") return words.map((word) => inOtherLayout(word) ?? word).join(" ");
    if (kind === "typo") return slip(words[0] ?? "", random32);
    return words.map((word) => pick(this.#otherForms(word, titleWords), random32)).join(" ");
  }
}

/** Lists the words in lower case, ё as е. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().replaceAll("ё", "е").match(WORD) ?? [];
}

/** One letter too few, two letters in the wrong order, or another letter; never the first. */
export function slip(word: string, random32: () => number): string {
  const place = 1 + (random32() % (word.length - 2));
  const [before, letter, next, after] = [
    word.slice(0, place),
    word.charAt(place),
    word.charAt(place + 1),
    word.slice(place + 2),
  ];
  const ways = [before + next + after, before + other(letter, random32) + next + after];
  if (letter !== next) ways.push(before + next + letter + after);
  return pick(ways, random32);
}

function other(letter: string, random32: () => number): string {
  return pick(
    [..."аеиорнт"].filter((candidate) => candidate !== letter),
    random32,
  );
}

function pick(items: readonly string[], random32: () => number): string {
  return items[random32() % Math.max(1, items.length)] ?? "";
}
