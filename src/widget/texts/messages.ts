/**
 * Says things in the reader's language: which words, with the right plural form. The host may replace any of them.
 */

import { fillText, type TextValues } from "../../texts/texts.ts";
import { report } from "../report.ts";
import type { DialogWords } from "./dialog-words.ts";
import type { FilterWords } from "./filter-words.ts";
import { russian, type Words } from "./russian.ts";
import type { TroubleWords } from "./trouble-words.ts";

/** The words of all parts, later ones included. */
export type Messages = Words & FilterWords & TroubleWords & DialogWords;

/** Says things in one language. */
export interface Locale {
  /** A BCP 47 tag, for numbers and dates. */
  readonly language: string;
  /**
   * Messages that replace the Russian ones: all of another language, and the host's own. Values that are no text are
   * left out.
   */
  readonly replaced: Partial<Messages>;
  /** A message with `values` in its places. */
  messageOf(name: keyof Words, values?: TextValues): string;
}

/** The languages besides Russian, each loaded where it is wanted. */
type Language = () => Promise<{ readonly words: Messages }>;

const LANGUAGES: Readonly<Record<string, Language>> = {
  be: () => import("./belarusian.ts"),
  en: () => import("./english.ts"),
  kk: () => import("./kazakh.ts"),
  uk: () => import("./ukrainian.ts"),
};

/**
 * The words of a tag such as `uk-UA`; English stands in for languages that are not here. Null for Russian, which needs
 * none, and where they cannot be loaded.
 */
export async function loadWords(tag: string): Promise<Messages | null> {
  const [name = ""] = tag.toLowerCase().split("-");
  if (name === "ru") return null;
  const load = LANGUAGES[name] ?? LANGUAGES.en;
  return load === undefined ? null : load().then(({ words }) => words, report);
}

/**
 * Russian unless the page says that it speaks something else; where another language cannot be loaded, Russian is
 * better than nothing.
 */
export async function loadMessages(language: string, own: Partial<Messages>): Promise<Locale> {
  const tag = languageTag(language) ?? "ru";
  const replaced = { ...(await loadWords(tag)), ...own };
  const messages: Words = { ...russian, ...replaced };
  return {
    language: tag,
    replaced,
    messageOf: (name, values = {}) => fillText(messages[name], tag, values),
  };
}

/** Undefined for what is none. */
function languageTag(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}
