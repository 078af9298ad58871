/**
 * Query alternatives for the people of a place (layer 1, pure): of ижевчанин, ижевчане and ижевчан Snowball makes three words,
 * and the class is open. The index holds nothing for it; the commonest are nouns of noun-stems.ts.
 */
import { stem } from "./russian-stem.ts";

/** No place is in венчан and колчан. */
const PEOPLE = /^((?:.{3,}(?<!вен|кол)ча|.{2,}ля)н)(?:ин[ауе]?|ином|е|ам|ами|ах)?$/;

/** The stems of the other forms of a word in lower case, at most two; none of most words. */
export function otherStemsOfPeople(word: string): readonly string[] {
  const [, people] = PEOPLE.exec(word) ?? [];
  if (people === undefined) return [];
  const own = stem(word);
  return [...new Set([people, `${people}ин`, `${people}е`].map(stem))].filter((other) => other !== own);
}
