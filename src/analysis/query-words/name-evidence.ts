/**
 * By what an index tells whether a query word is a name or an abbreviation (layer 1, pure); see NameEvidence.
 */

import type { NameEvidence } from "../analyzer.ts";
import type { Unit } from "../tokenizer/unit.ts";
import { abbreviationTerm } from "../words/abbreviation.ts";
import { caseStems } from "../words/cased-stem-variant.ts";
import { nameTerm, surnameStem } from "../words/name-mark.ts";
import { stem } from "../words/russian-stem.ts";
import { isStopWord } from "../words/stop-words.ts";
import { isPlainWord, mayStandForAbbreviation, type WordContext } from "./word-context.ts";

/** Endings of adjectives, some of which other words have as well (Китая, Сергей, Максим). */
const ADJECTIVE_FORM = /(?:[оеы]й|[ая]я|[ую]ю|[оеы]е|[ое]го|[ое]му|[иы]м|[иы]х|[иы]ми)$/;

/** Undefined where none of the word's alternatives is a guess, or nothing would tell. */
export function nameEvidence(units: readonly Unit[], context: WordContext): NameEvidence | undefined {
  const [unit] = units;
  if (units.length !== 1 || unit?.kind !== "word" || isStopWord(unit.text) || isPlainWord(unit, context))
    return undefined;
  const stemmed = stem(unit.text);
  const [twin, ...others] = caseStems(unit.text);
  const surname = twin === undefined ? undefined : surnameStem(unit.text);
  if (surname !== undefined) return { term: stemmed, mark: nameTerm(surname) };
  if (mayStandForAbbreviation(unit, context)) return { term: stemmed, mark: abbreviationTerm(unit.text) };
  if (twin === undefined || twin === stemmed || others.includes(stemmed)) return undefined;
  // The forms of an adjective have many case stems (нова, нову, ново) and one mark, which would tell too much of each; but
  // where the case stem stands in most documents of the stem (кита of кит), the word is no adjective.
  if (ADJECTIVE_FORM.test(unit.text)) return { term: stemmed, mark: twin };
  return { term: twin, mark: nameTerm(stemmed) };
}
