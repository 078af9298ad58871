/**
 * The place of a dateline in ordinary case (layer 0): ВЛАДИВОСТОК is Владивосток, РОСТОВ-НА-ДОНУ is Ростов-на-Дону, США
 * stays США. Datelines are written in the nominative, other fields perhaps not: «в Москве» is Москва.
 */
import { nominativePlace } from "./place-forms.ts";
import { placeNames } from "./place-names.ts";

/** Places that are abbreviations. */
const ABBREVIATIONS: ReadonlySet<string> = new Set([
  "США",
  "ООН",
  "ОАЭ",
  "КНДР",
  "КНР",
  "ЮАР",
  "ДНР",
  "ЛНР",
  "ФРГ",
  "СССР",
  "РФ",
  "НАТО",
  "МКС",
  "ЦАР",
  "ЗАТО",
  "АЭС",
  "ТАСС",
]);

/** Parts of names that stay small inside a name, never at its beginning. */
const SMALL_PARTS: ReadonlySet<string> = new Set([
  "на",
  "де",
  "дю",
  "ле",
  "ла",
  "дель",
  "дер",
  "ди",
  "эль",
  "эш",
  "эр",
  "эд",
  "эз",
  "эс",
  "аль",
  "аш",
  "ан",
  "ас",
  "ад",
  "под",
  "у",
  "и",
  "о",
  "в",
  "ин",
  "сюр",
  "апон",
  "оф",
  "бай",
  "область",
  "край",
  "район",
  "округ",
  "республика",
  "самолета",
  "самолёта",
  "корабля",
  "судна",
  "вертолета",
  "вертолёта",
  "море",
]);

const KNOWN_PLACES: ReadonlySet<string> = new Set(placeNames);

/** Names whose case follows no rule. */
const SPECIAL_NAMES: ReadonlyMap<string, string> = new Map([
  ["шарм-эль-шейх", "Шарм-эль-Шейх"],
  ["вашингтон, округ колумбия", "Вашингтон"],
]);

/** A place without its country in brackets and «г.», in ordinary case where it is written in capitals or small letters. */
export function ordinaryPlace(asWritten: string): string {
  const bare = asWritten
    .replace(/\s?\([^()]{0,60}\)$/, "")
    .replace(/^(?:г|гор|пос|с|ст)\.\s?/i, "")
    .trim();
  const named = bare === "" ? asWritten : bare;
  const name = nominativePlace(named) ?? named;
  if (name !== name.toUpperCase() && name !== name.toLowerCase()) return name;
  const special = SPECIAL_NAMES.get(name.toLowerCase());
  return (
    special ??
    name
      .split(/([\s/-]+)/u)
      .map(ordinaryPart)
      .join("")
  );
}

function ordinaryPart(part: string, index: number): string {
  const large = part.toUpperCase();
  if (ABBREVIATIONS.has(large)) return large;
  const small = part.toLowerCase();
  if (index > 0 && SMALL_PARTS.has(small)) return small;
  return small.slice(0, 1).toUpperCase() + small.slice(1);
}

/** Whether a text is the name of a large place, in any case. */
export function isKnownPlace(text: string): boolean {
  return KNOWN_PLACES.has(text.trim().toLowerCase());
}
