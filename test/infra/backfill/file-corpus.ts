/**
 * Uploads of a bucket as owners have them, from a seed: articles as JSON, scraped pages, a few files of many articles,
 * some that nothing can be read from, and the markers of folders.
 */
import { gzipSync } from "node:zlib";
import { seededRandom32 } from "../../support/deterministic.ts";

const STEMS = [
  "нефт",
  "газ",
  "банк",
  "суд",
  "город",
  "поезд",
  "завод",
  "театр",
  "матч",
  "закон",
  "мост",
  "урожа",
  "ледокол",
];
const ENDINGS = ["", "а", "у", "ом", "ы", "ов", "ам"];
const PLACES = ["Москва", "Казань", "Мурманск", "Омск", "Псков"];
const LINES_PER_ARCHIVE = 20;

export class FileCorpus {
  readonly #random32: () => number;
  readonly #words: number;
  #articles = 0;

  /** `words` an article, about. */
  constructor(seed: number, words: number) {
    this.#random32 = seededRandom32(seed);
    this.#words = words;
  }

  below(limit: number): number {
    return Math.floor((this.#random32() / 2 ** 32) * limit);
  }

  /** The name of file n, whatever it holds: its ending says how it is read. */
  nameOf(number: number): string {
    const folder = `2016/${String(number % 97).padStart(2, "0")}`;
    const name = `${folder}/статья ${String(number).padStart(7, "0")}`;
    if (number % 101 === 100) return `${name}.jsonl.gz`;
    return number % 5 === 4 ? `${name}.txt` : `${name}.json`;
  }

  /** New content of a file of that name; one in two hundred is broken. */
  contentOf(name: string): Uint8Array {
    if (this.below(200) === 0) return Buffer.from("{ сломано");
    if (name.endsWith(".jsonl.gz")) {
      return gzipSync(Array.from({ length: LINES_PER_ARCHIVE }, () => this.#json()).join("\n"), { level: 1 });
    }
    return Buffer.from(name.endsWith(".txt") ? this.#page() : this.#json());
  }

  #json(): string {
    const { title, text } = this.#article();
    return JSON.stringify({ title, text, date: "2016-10-09", source: "Вестник" });
  }

  #page(): string {
    const { title, text } = this.#article();
    return `${title}\n\n09.10.2016, 12:30\n\n${text}\n`;
  }

  #article(): { readonly title: string; readonly text: string } {
    this.#articles += 1;
    const sentences = Array.from({ length: Math.ceil(this.#words / 12) }, () => this.#sentence(12));
    const place = PLACES[this.below(PLACES.length)];
    return {
      title: `${this.#sentence(6).slice(0, -1)} ${this.#articles}`,
      text: `${place}. ${sentences.join(" ")} Это сообщение номер ${this.#articles}.`,
    };
  }

  #sentence(words: number): string {
    const text = Array.from({ length: words }, () => this.#word()).join(" ");
    return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
  }

  #word(): string {
    // Most words are rare, as in news.
    const stem = STEMS[this.below(STEMS.length)] ?? "";
    const rare = this.below(3) === 0 ? "" : `${STEMS[this.below(STEMS.length)]}о${STEMS[this.below(STEMS.length)]}`;
    return `${rare}${stem}${ENDINGS[this.below(ENDINGS.length)]}`;
  }
}
