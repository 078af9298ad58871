/**
 * The owner's knowledge of words (pure): synonyms, words that are meant as they are written, lines of the table of
 * equivalents that do not hold there, and names of sources. Plain lines, applied to queries and answers alone, so that
 * a change needs no rebuild:
 *
 *     # names with a vowel that comes and goes
 *     Павел, Павла
 *     вор => Ворошиловский район
 *     ~ мэрия, горсовет
 *     !эксмо
 *     -Питер
 *     @sever-vestnik.example, СЕВВЕСТНИК => Северный вестник
 *
 * Words and names with commas between stand for one another; an arrow leads one way. A word for a word is one more way
 * to spell it; names of several words, and lines with signs, are equivalents (equivalents.ts says what the signs mean).
 * `!` and one word alone take it in its very form. `-` takes a name off the table that is shipped, with its line; `-*`
 * takes off all. `@` names a source that the index has under a host or under another name.
 */

import type { QueryWord, TermAlternative } from "../analyzer.ts";
import type { WordBook } from "../dictionary/russian-dictionary.ts";
import { SURE_WEIGHT } from "../words/alternative-weights.ts";
import { foldWord } from "../words/word-folding.ts";
import {
  type EquivalentTable,
  equivalentBook,
  type FoundEquivalents,
  findEquivalents,
  shippedEquivalents,
  tableOfLines,
} from "./equivalents.ts";

/** The content of an owner's lines. */
export interface OwnerWords {
  /** Alternatives by the term of a query's word. */
  readonly alternatives: ReadonlyMap<string, readonly TermAlternative[]>;
  readonly exact: ReadonlySet<string>;
  /** Lines with names and with signs; a query makes a table of them when needed. */
  readonly lines: readonly string[];
  readonly removed: ReadonlySet<string>;
  /** Source names by folded name in the index. */
  readonly sourceNames: ReadonlyMap<string, string>;
}

const NO_WORDS: OwnerWords = {
  alternatives: new Map(),
  exact: new Set(),
  lines: [],
  removed: new Set(),
  sourceNames: new Map(),
};

/** The words of one file, ready for queries; of no file those that are shipped. */
export class Synonyms {
  readonly #words: OwnerWords;
  #table: EquivalentTable | null = null;

  constructor(words: OwnerWords = NO_WORDS) {
    this.#words = words;
  }

  /**
   * Finds the equivalents of names in the query, by these lines and the shipped ones; `ignored` are ids of pieces.
   * Where `isWide`, what else only raises finds articles too.
   */
  findEquivalents(
    words: readonly QueryWord[],
    text: string,
    ignored: ReadonlySet<string>,
    isWide = false,
  ): FoundEquivalents {
    return findEquivalents(words, text, { ...this.#sources, ignored, isWide });
  }

  /** Lists the lookups of {@link findEquivalents}. */
  equivalentBook(words: readonly QueryWord[], text: string): WordBook {
    return equivalentBook(words, text, this.#sources);
  }

  get #sources() {
    this.#table ??= tableOfLines(this.#words.lines);
    return { tables: [this.#table, shippedEquivalents], removed: this.#words.removed };
  }

  /** The same with more lines. */
  with(lines: readonly string[]): Synonyms {
    return lines.length === 0 ? this : new Synonyms({ ...this.#words, lines: [...this.#words.lines, ...lines] });
  }

  /** Tells whether only the very form of a query's word is meant. */
  isExact({ text }: QueryWord): boolean {
    return this.#words.exact.has(foldWord(text));
  }

  /** The word with its synonyms among its alternatives. */
  expand(word: QueryWord): QueryWord {
    const known = new Set(word.alternatives.map(({ terms }) => terms.join(" ")));
    const added = spellingsOf(word).flatMap((term) => this.#words.alternatives.get(term) ?? []);
    const fresh = added.filter(({ terms }) => !known.has(terms.join(" ")) && known.add(terms.join(" ")));
    return fresh.length === 0 ? word : { ...word, alternatives: [...word.alternatives, ...fresh] };
  }

  /** True if any source is named. */
  get namesSources(): boolean {
    return this.#words.sourceNames.size > 0;
  }

  /** The owner's name of a source that the index has under `stored`, else that itself. */
  sourceName(stored: string): string {
    return this.#words.sourceNames.get(foldSource(stored)) ?? stored;
  }
}

/** Folds a source's name for comparison. */
export function foldSource(name: string): string {
  return name.normalize("NFC").toLowerCase().trim();
}

/** The terms that are surely of the word. */
export function spellingsOf({ alternatives }: QueryWord): string[] {
  return alternatives.flatMap(({ terms, weight }) => (terms.length === 1 && weight >= SURE_WEIGHT ? terms : []));
}
