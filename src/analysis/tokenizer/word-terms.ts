/**
 * From a unit to its index terms (layer 1, pure): the last token filters. What a query tries is query-alternatives.ts.
 *
 * A word gives its stem, a name its case stems too and the marks of a name, an abbreviation also itself.
 */

import { abbreviationTerm } from "../words/abbreviation.ts";
import { caseStems } from "../words/cased-stem-variant.ts";
import { nameTerm, surnameStem } from "../words/name-mark.ts";
import { stem } from "../words/russian-stem.ts";
import { joinedTerm } from "./hyphen.ts";
import type { DecodedUnit } from "./token.ts";

/** The distinct index terms of a token's units, in a fixed order: unit by unit, then the joined term. */
export function indexTerms(units: readonly DecodedUnit[]): string[] {
  const terms = new Set(units.flatMap(indexTermsOfUnit));
  const joined = joinedTerm(units);
  if (joined !== undefined) terms.add(joined);
  return [...terms];
}

function indexTermsOfUnit(unit: DecodedUnit): readonly string[] {
  if (unit.kind === "literal") return unit.terms;
  const stemmed = stem(unit.text);
  const twins = unit.isTwinned ? caseStems(unit.text) : [];
  const surname = unit.isTwinned ? surnameStem(unit.text) : undefined;
  return [
    stemmed,
    ...twins,
    ...(surname === undefined ? [] : [nameTerm(surname)]),
    ...(unit.isName && !twins.includes(stemmed) ? [nameTerm(stemmed)] : []),
    ...(unit.isAbbreviation ? [abbreviationTerm(unit.text)] : []),
  ];
}
