/**
 * Reads the lines of an owner's words (pure); synonyms.ts says what they mean.
 */

import type { QueryWord, TermAlternative } from "../analyzer.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { foldWord } from "../words/word-folding.ts";
import { foldText } from "./equivalents.ts";
import { analyzeQuery } from "./query-analysis.ts";
import { foldSource, type OwnerWords, Synonyms, spellingsOf } from "./synonyms.ts";

/** Untuned: far above any owner's list, low enough that a query stays one. */
export const MAX_SYNONYMS_LENGTH = 200_000;
const MAX_LINES = 5_000;
const MAX_MEMBERS = 16;
const MAX_MEMBER_WORDS = 6;
/** Longest name, the bound of the parameter `source`. */
const MAX_SOURCE_NAME_LENGTH = 200;

/** A line that means nothing. `line` counts from 1. */
interface SynonymsFault {
  readonly line: number;
  readonly reason: string;
}

/** The lines, or what is wrong with each that is wrong. */
export type SynonymsReading =
  | { readonly words: Synonyms; readonly faults: readonly [] }
  | { readonly words: null; readonly faults: readonly SynonymsFault[] };

/** Parses an owner's lines. Never throws. */
export function parseSynonyms(text: string): SynonymsReading {
  if (text.length > MAX_SYNONYMS_LENGTH) {
    return {
      words: null,
      faults: [{ line: 1, reason: `the file is longer than ${MAX_SYNONYMS_LENGTH} characters` }],
    };
  }
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.length > MAX_LINES) {
    return { words: null, faults: [{ line: MAX_LINES + 1, reason: `there are more than ${MAX_LINES} lines` }] };
  }
  const words = new ReadLines();
  const faults: SynonymsFault[] = [];
  for (const [i, line] of lines.entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const reason = words.addLine(trimmed);
    if (reason !== null) faults.push({ line: i + 1, reason });
  }
  return faults.length === 0 ? { words: new Synonyms(words), faults: [] } : { words: null, faults };
}

/** The content of the lines read so far. */
class ReadLines implements OwnerWords {
  /** Alternatives by the term of a query's word. */
  readonly alternatives = new Map<string, TermAlternative[]>();
  readonly exact = new Set<string>();
  /** Lines with names and with signs; a query makes a table of them when needed. */
  readonly lines: string[] = [];
  readonly removed = new Set<string>();
  /** Source names by folded name in the index. */
  readonly sourceNames = new Map<string, string>();

  /** Adds a line. Answers the reason why it means nothing; null if it was taken. */
  addLine(line: string): string | null {
    if (line.startsWith("-")) return this.#remove(line.slice(1).trim());
    if (line.startsWith("@")) return this.#nameSource(line.slice(1));
    if (/^![^,=]*$/.test(line)) return this.#addExact(line.slice(1).trim());
    const sides = line.replace(/^~/, "").split("=>");
    if (sides.length > 2) return "there is more than one =>";
    const [left = [], right] = sides.map((side) => side.split(",").map((member) => analyzeQuery(member.trim())));
    const members = [...left, ...(right ?? [])];
    if (members.some((words) => words.length === 0)) return "a word is missing";
    if (members.length < 2) return "one word alone has no synonym; put another behind a comma or =>";
    if (members.length > MAX_MEMBERS) return `there are more than ${MAX_MEMBERS} words`;
    if (members.some((words) => words.length > MAX_MEMBER_WORDS)) {
      return `a synonym has more than ${MAX_MEMBER_WORDS} words`;
    }
    const hasSigns = line.startsWith("~") || line.includes("!");
    if (hasSigns || members.some((words) => words.length > 1)) this.lines.push(line);
    if (hasSigns) return null;
    for (const [i, [word, second]] of left.entries()) {
      if (word === undefined || second !== undefined) continue;
      for (const [target, other] of right ?? left.filter((_, other) => other !== i)) {
        if (target !== undefined && other === undefined) this.#lead(word, target);
      }
    }
    return null;
  }

  #nameSource(line: string): string | null {
    const [left = "", right = "", ...others] = line.split("=>").map((side) => side.trim());
    const known = left.split(",").map(foldSource);
    if (others.length > 0 || right === "" || known.includes("")) return "a source, => and its name must stand behind @";
    if (right.length > MAX_SOURCE_NAME_LENGTH) return `the name is longer than ${MAX_SOURCE_NAME_LENGTH} characters`;
    for (const source of known) this.sourceNames.set(source, right.normalize("NFC"));
    return null;
  }

  #remove(name: string): string | null {
    if (name !== "*" && analyzeQuery(name).length === 0) return "a name must stand behind -";
    this.removed.add(foldText(name));
    return null;
  }

  #addExact(text: string): string | null {
    const [word, second] = analyzeQuery(text);
    if (word === undefined || second !== undefined) return "one word must stand behind !";
    this.exact.add(foldWord(word.text));
    return null;
  }

  #lead(word: QueryWord, { alternatives }: QueryWord): void {
    const weighed = alternatives.map((one) => ({ ...one, weight: one.weight * alternativeWeights.synonym }));
    for (const term of spellingsOf(word)) {
      this.alternatives.set(term, [...(this.alternatives.get(term) ?? []), ...weighed]);
    }
  }
}
