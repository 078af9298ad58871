/**
 * Says things in the reader's language (layer 5): which words, with the right plural form. The host may replace any of them.
 */

import { report } from "../report.ts";
import type { DialogWords } from "./dialog-words.ts";
import type { FilterWords } from "./filter-words.ts";
import { russian, type Words } from "./russian.ts";
import type { TroubleWords } from "./trouble-words.ts";

/** All words, those of parts that come later included. */
export type Messages = Words & FilterWords & TroubleWords & DialogWords;

/** Says things in one language. */
export interface Locale {
  /** A BCP 47 tag, for numbers and dates. */
  readonly language: string;
  /** What is said otherwise than in Russian: all in another language, and what the host says, without what is no text. */
  readonly replaced: Partial<Messages>;
  /** A message with `values` in its places; one pass, so that a value with braces stays as it is. */
  messageOf(name: keyof Words, values?: { readonly n?: number; readonly query?: string }): string;
}

/** Russian unless the page says that it speaks something else; where another language cannot be loaded, Russian is better than nothing. */
export async function loadMessages(language: string, own: Promise<Partial<Messages> | null> | null): Promise<Locale> {
  const tag = languageTag(language) ?? "ru";
  const load = () => import("./languages.ts").then(({ loadWords }) => loadWords(tag), report);
  const replaced = { ...(/^ru\b/i.test(tag) ? null : await load()), ...(await own) };
  const messages: Words = { ...russian, ...replaced };
  return {
    language: tag,
    replaced,
    messageOf(name, { n = 0, query = "" } = {}) {
      const message = messages[name];
      const text =
        typeof message === "string" ? message : (message[new Intl.PluralRules(tag).select(n)] ?? message.other);
      // A number is not parted from its word at the end of a line.
      return text.replace(/\{n\}( ?)|\{query\}/g, (place, space) =>
        place === "{query}" ? query : new Intl.NumberFormat(tag).format(n) + (space && "\u00a0"),
      );
    },
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
