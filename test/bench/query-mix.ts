/**
 * Queries for a corpus that was not generated: two words of its texts, one rare, medium or common by its document
 * frequency, and one that is not rare; each in the last of its forms that was seen, which few of its articles have.
 */
import { russianAnalyzer } from "../../src/russian/words.ts";
import { seededRandom32 } from "../support/deterministic.ts";
import type { BenchArticle } from "./news-corpus.ts";

/** Words long enough to be inflected, and no longer than any name. */
const WORD = /^[а-яё]{4,24}$/;

interface StemCount {
  documents: number;
  lastForm: string;
}

export class QueryMix {
  readonly #stems = new Map<string, StemCount>();
  #articles = 0;

  add({ title, text }: BenchArticle): void {
    this.#articles += 1;
    const formByStem = new Map<string, string>();
    for (const token of russianAnalyzer.tokenize(`${title}\n${text}`)) {
      if (!WORD.test(token)) continue;
      const stem = russianAnalyzer.processTerm(token)[0];
      if (stem !== undefined) formByStem.set(stem, token);
    }
    for (const [stem, form] of formByStem) {
      const known = this.#stems.get(stem);
      if (known === undefined) this.#stems.set(stem, { documents: 1, lastForm: form });
      else {
        known.documents += 1;
        known.lastForm = form;
      }
    }
  }

  /** The same for the same articles; fewer kinds where the corpus is too small to have all three. */
  queries(count: number): string[] {
    const random32 = seededRandom32(1);
    const bands = [
      this.#formsOf(2, this.#articles / 1_000),
      this.#formsOf(this.#articles / 1_000, this.#articles / 100),
      this.#formsOf(this.#articles / 100, this.#articles / 5),
    ].filter((band) => band.length > 0);
    const pick = (band: readonly string[] | undefined): string => band?.[random32() % (band.length || 1)] ?? "";
    return Array.from({ length: count }, (_, i) => `${pick(bands[i % bands.length])} ${pick(bands.at(-1))}`.trim());
  }

  #formsOf(lowest: number, highest: number): string[] {
    const forms: string[] = [];
    for (const { documents, lastForm } of this.#stems.values()) {
      if (documents >= lowest && documents <= Math.max(2, highest)) forms.push(lastForm);
    }
    return forms;
  }
}
