/**
 * The languages besides Russian, which every page has (layer 5); loaded where one is wanted, and the words of that one alone.
 */
import { report } from "../report.ts";
import type { Messages } from "./messages.ts";

type Language = () => Promise<{ readonly words: Messages }>;

const LANGUAGES: Readonly<Record<string, Language>> = {
  be: () => import("./belarusian.ts"),
  en: () => import("./english.ts"),
  kk: () => import("./kazakh.ts"),
  uk: () => import("./ukrainian.ts"),
};

/** Of a tag such as `uk-UA`; English stands in for all that are not here. Null where they cannot be loaded. */
export function loadWords(tag: string): Promise<Messages | null> {
  const [name = ""] = tag.toLowerCase().split("-");
  const load = LANGUAGES[name] ?? LANGUAGES.en;
  return load === undefined ? Promise.resolve(null) : load().then(({ words }) => words, report);
}
