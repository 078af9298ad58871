/**
 * What a plain search looks for in a text, to tell whether it may hold words of a query (layer 4, pure).
 */

import { otherBeginnings } from "../../analysis/words/noun-stems.ts";

/** A word of a query, by what the words of a text begin with that stand for it. */
export interface HighlightTerm {
  readonly keys: readonly string[];
  readonly weight: number;
}

/** Of a rule to mark a term (query-marks.ts). */
interface HighlightRule {
  readonly item: number;
  readonly weight: number;
  readonly isOfTitle: boolean;
}

/** Signs around the word of a term: of an abbreviation, a name, what is no small word (marked-terms.ts, russian-stem.ts). */
const SIGNS = /^[^\p{L}\p{N}]+|['^]{1,2}$/gu;

/** What a word begins with that holds the term: one of these. */
export function beginningsOfTerm(term: string): string[] {
  const stem = term.replace(SIGNS, "");
  return [stem, ...otherBeginnings(stem)];
}

/** The words of a query that are marked in texts, each with the beginnings of all of its terms and the highest weight. */
export function findHighlightTerms(
  rulesByTerm: Iterable<readonly [string, readonly HighlightRule[]]>,
): HighlightTerm[] {
  const words = new Map<number, { readonly keys: Set<string>; weight: number }>();
  for (const [term, rules] of rulesByTerm) {
    for (const { item, weight, isOfTitle } of rules) {
      if (isOfTitle) continue;
      const known = words.get(item) ?? { keys: new Set<string>(), weight: 0 };
      for (const beginning of beginningsOfTerm(term)) known.keys.add(keyOf(beginning));
      known.weight = Math.max(known.weight, weight);
      words.set(item, known);
    }
  }
  return [...words.values()].map(({ keys, weight }) => ({ keys: [...keys], weight }));
}

/** The letters or digits that come first: numbers and addresses are written in several ways. */
function keyOf(beginning: string): string {
  return /^[\p{L}\p{M}]+|^\p{N}+/u.exec(beginning)?.[0] ?? "";
}
