/**
 * The dictionary of Russian: some 88,000 families with 1.4 million forms, compiled by infra/dictionary from that of
 * hunspell. Under Node it is the file beside this one, or beside the bundle that this is part of; elsewhere whoever
 * opens an index opens it before.
 */
import { nodeModule } from "../../node-module.ts";
import { Dictionary, directoryOf, headOf, type ReadDictionary, type WordFamily } from "./dictionary.ts";

class RussianDictionary {
  #opened: Dictionary | null = readBeside();
  /** Words that were asked for before it was opened. */
  #awaited: string[] = [];

  /** See {@link openRussianDictionary}. */
  open(bytes: Uint8Array, readBytes?: ReadDictionary): void {
    this.#opened = new Dictionary(bytes, readBytes);
  }

  /**
   * Opens the dictionary beside a published index by its directory; its blocks are read when words are to be looked up,
   * and those of the words that were asked for before at once. Nothing where one is open.
   */
  openBeside(directory: string, readBytes: ReadDictionary): void {
    if (this.#opened !== null) return;
    this.open(headOf(directory), readBytes);
    // The step that needs one of them hears of a failure.
    this.read(this.#awaited).catch(() => undefined);
    this.#awaited = [];
  }

  /**
   * Reads as {@link Dictionary.read} does, and nothing if all of it is open. Without an open dictionary it reads once
   * one is opened beside an index.
   */
  async read(words: Iterable<string>): Promise<void> {
    if (this.#opened === null) this.#awaited.push(...words);
    else await this.#opened.read(words);
  }

  /** Reads as {@link Dictionary.readBeginnings} does; without an open dictionary, as {@link read}. */
  async readBeginnings(words: Iterable<string>): Promise<void> {
    if (this.#opened === null) await this.read(words);
    else await this.#opened.readBeginnings(words);
  }

  /** Reads what is common to all blocks; nothing where none is open. */
  async readCommon(): Promise<void> {
    await this.#opened?.readCommon();
  }

  /** True if no block must be read: all of it is here. Also true if none is open; the lookup of a word then throws. */
  get isWhole(): boolean {
    return this.#opened === null || this.#opened.isWhole;
  }

  /** Finds the same as {@link Dictionary.familiesOf}. */
  familiesOf(word: string): WordFamily[] {
    return this.#required.familiesOf(word);
  }

  /** Finds the same as {@link Dictionary.linesOf}. */
  linesOf(word: string): readonly string[] {
    return this.#required.linesOf(word);
  }

  get #required(): Dictionary {
    if (this.#opened !== null) return this.#opened;
    throw new Error("russian.dictionary was not opened: give its bytes to openRussianDictionary before you search.");
  }
}

export const russianDictionary = new RussianDictionary();

/**
 * The bytes of russian.dictionary; or, with `readBytes`, its first bytes up to its parts, which are read when words are
 * to be looked up. A RangeError where they are something else.
 */
export function openRussianDictionary(bytes: Uint8Array, readBytes?: ReadDictionary): void {
  russianDictionary.open(bytes, readBytes);
}

/**
 * Lookups of a step, as waves of words whose blocks are read together: each wave is made when those before it can be
 * looked up. Words that only have families are Russian ones: of others no block is read for these.
 */
export type WordBook = Iterable<Iterable<string>>;

/**
 * A step awaits this and is pure afterwards: no word of the book is missing then. Where all of the dictionary is here,
 * the book is not made.
 */
export function readWords(makeBook: () => WordBook): Promise<void> {
  return russianDictionary.isWhole ? NOTHING_TO_READ : readBook(makeBook());
}

const NOTHING_TO_READ = Promise.resolve();

async function readBook(book: WordBook): Promise<void> {
  for (const words of book) await russianDictionary.read(words);
}

/**
 * The file, which is opened under Node. Null where there are no files, or this is none: Workers have
 * Node's modules, and nothing lies beside them.
 */
function russianDictionaryBytes(): Uint8Array | null {
  const here: string | undefined = import.meta.url;
  if (here?.startsWith("file:") !== true) return null;
  return nodeModule("node:fs")?.readFileSync(new URL("./russian.dictionary", here)) ?? null;
}

/** The published parts: the bytes, their directory, and the notice for each copy. Null if there are no files. */
export function publishedDictionary(): { bytes: Uint8Array; directory: string; licence: Uint8Array | null } | null {
  const bytes = russianDictionaryBytes();
  if (bytes === null) return null;
  const notice = new URL("./russian.dictionary.LICENSE", import.meta.url);
  return { bytes, directory: directoryOf(bytes), licence: nodeModule("node:fs")?.readFileSync(notice) ?? null };
}

/** Null where there are no files. */
function readBeside(): Dictionary | null {
  try {
    const bytes = russianDictionaryBytes();
    return bytes && new Dictionary(bytes);
  } catch (cause) {
    throw new Error(
      "The file russian.dictionary is missing or damaged. In a clone run: npm run dictionary. Beside a bundle of your own copy it from node_modules/poisk/dist/library. Of an installed poisk: install it again.",
      { cause },
    );
  }
}
