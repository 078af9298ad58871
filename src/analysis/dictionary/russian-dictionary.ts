/**
 * The dictionary of Russian (layer 1): some 88,000 families with 1.4 million forms, compiled by infra/dictionary from that of
 * hunspell. Under Node it is the file beside this one, or beside the bundle that this is part of; elsewhere whoever opens an index opens
 * it before.
 */
import { nodeModule } from "../../node-module.ts";
import { Dictionary, headOf, type ReadDictionary, UnreadWords, type WordFamily } from "./dictionary.ts";

let opened: Dictionary | null = readBeside();
/** Words that were asked for before the dictionary was opened. */
let awaited: string[] = [];

/**
 * The bytes of russian.dictionary; or, with `readBytes`, its first bytes up to its parts, which are read when words are looked up.
 * A RangeError where they are something else.
 */
export function openRussianDictionary(bytes: Uint8Array, readBytes?: ReadDictionary): void {
  opened = new Dictionary(bytes, readBytes);
}

export const russianDictionary = {
  /**
   * Opens the dictionary beside a published index by its directory; its blocks are read when words are looked up, and those of the words
   * that were asked for before at once. Nothing where one is open.
   */
  openBeside(directory: string, readBytes: ReadDictionary): void {
    if (opened !== null) return;
    openRussianDictionary(headOf(directory), readBytes);
    // Whoever looks one of them up hears of a failure.
    this.read(awaited).catch(() => undefined);
    awaited = [];
  },

  /** As {@link Dictionary.read}: nothing to do where all of it was opened. Where none is open, when it is opened beside an index. */
  async read(words: Iterable<string>): Promise<void> {
    if (opened === null) awaited.push(...words);
    else await opened.read(words);
  },

  /**
   * Runs what looks words up; where blocks are missing for it, these are read and it runs again. So the less of a query is in `work`, the less
   * is done twice. Rejects as it and the reading do.
   */
  async lookingUp<T>(work: () => T | Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UnreadWords)) throw error;
        // Each time some block more.
        await this.read(error.words);
      }
    }
  },

  /** As {@link Dictionary.familiesOf}. */
  familiesOf(word: string): WordFamily[] {
    return requireOpened().familiesOf(word);
  },

  /** As {@link Dictionary.linesOf}. */
  linesOf(word: string): readonly string[] {
    return requireOpened().linesOf(word);
  },
};

/**
 * The file: what is opened under Node, and what lies beside a published index. Null where there are no files, or this is none: Workers have
 * Node's modules, and nothing lies beside them.
 */
export function russianDictionaryBytes(): Uint8Array | null {
  const here: string | undefined = import.meta.url;
  if (here?.startsWith("file:") !== true) return null;
  return nodeModule("node:fs")?.readFileSync(new URL("./russian.dictionary", here)) ?? null;
}

function requireOpened(): Dictionary {
  if (opened !== null) return opened;
  throw new Error("russian.dictionary was not opened: give its bytes to openRussianDictionary before you search.");
}

/** The notice that goes with each copy of it. Null where there are no files. */
export function russianDictionaryLicence(): Uint8Array | null {
  return nodeModule("node:fs")?.readFileSync(new URL("./russian.dictionary.LICENSE", import.meta.url)) ?? null;
}

/** Null where there are no files. */
function readBeside(): Dictionary | null {
  try {
    const bytes = russianDictionaryBytes();
    return bytes && new Dictionary(bytes);
  } catch (cause) {
    throw new Error(
      "russian.dictionary is missing or damaged: run `npm run dictionary`, or copy it from dist beside the bundle.",
      { cause },
    );
  }
}
