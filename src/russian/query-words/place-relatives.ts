/**
 * The place that an adjective or the name of its people comes from, by rule over the places that the dictionary has:
 * московский, Москва; омич, Омск; туляк, Тула. What the rules miss is in the table of equivalents.
 */

import { russianDictionary } from "../dictionary/russian-dictionary.ts";
import { PLACE_SIGN } from "./equivalent-line.ts";

/** An adjective of a place in any case, and what stands before its ending. */
const ADJECTIVE = /^(.{2,}[сц]к)(?:ий|ого|ому|им|ом|ая|ой|ую|ою|ое|ие|их|ими)$/;

/** Endings of inhabitants, men and women, in any case; the longest first. */
const PEOPLE: readonly RegExp[] = [
  /^(.{3,})чан(?:е|ин(?:[ауе]|ом)?|ам|ами|ах|к(?:[аиуе]|ой|ам|ами|ах)|ок)?$/,
  /^(.{3,})[ая]н(?:е|ин(?:[ауе]|ом)?|ам|ами|ах|к(?:[аиуе]|ой|ам|ами|ах)|ок)$/,
  /^(.{2,})ич(?:[ауеи]|ом|ей|ам|ами|ах|к(?:[аиуе]|ой|ам|ами|ах)|ек)?$/,
  /^(.{3,})(?:як|яч(?=[ке]))(?:[ауеи]|ом|ов|ам|ами|ах|к(?:[аиуе]|ой|ам|ами|ах)|ек)?$/,
  /^(.{4,})(?:ец|ц(?:[ауеы]|ем|ам|ами|ах|ев))$/,
  /^(?!болгар)(.{5,})(?:ок|к(?:[аиуе]|ой|ам|ами|ах))$/,
];

/** Longer ones are no words. */
const MAX_LENGTH = 40;

/** Finds the place with its capitals; null for other words. `word` is folded; its block was read. */
export function placeOfWord(word: string): string | null {
  if (word.length > MAX_LENGTH) return null;
  const adjective = ADJECTIVE.exec(word)?.[1];
  if (adjective !== undefined) return onlyPlace(word, (place) => adjectivesOf(place).includes(adjective));
  for (const people of PEOPLE) {
    const stem = people.exec(word)?.[1];
    const place = stem === undefined ? null : onlyPlace(word, (one) => peopleOf(one).includes(stem));
    if (place !== null) return place;
  }
  return null;
}

/** Null where two places have the word. They begin as it does. */
function onlyPlace(word: string, isPlace: (place: string) => boolean): string | null {
  const [place, second] = russianDictionary
    .linesOf(word)
    .flatMap((line) => (line.startsWith(PLACE_SIGN) ? line.slice(PLACE_SIGN.length).split(",") : []))
    .filter((place) => isPlace(place.toLowerCase()));
  return place === undefined || second !== undefined ? null : place;
}

function adjectivesOf(place: string): string[] {
  if (/[сц]к$/.test(place)) return [place];
  const stem = stemOf(place);
  const base = baseOf(place);
  return [
    ...["ск", "инск", "ийск", "йск", "нск", "овск", "евск", "анск"].map((suffix) => stem + suffix),
    ...(place.endsWith("ия") ? [`${base}ск`] : []),
    ...(place.endsWith("ь") || base.endsWith("л") ? [`${base}ьск`] : []),
    ...(/вль$/.test(place) ? [`${place.slice(0, -2)}ск`] : []),
    ...(/[гз]$/.test(base) ? [`${base.slice(0, -1)}жск`] : []),
    ...(stem.endsWith("с") ? [`${stem}к`] : []),
    ...(/[^аеиоуыэюя]в$/.test(stem) ? [`${stem.slice(0, -1)}овск`] : []),
  ];
}

function peopleOf(place: string): string[] {
  if (/[сц]к$/.test(place)) return [place, place.slice(0, -2)];
  const stem = stemOf(place.replace(/-на-.*$/, ""));
  const base = baseOf(place);
  return [
    ...[stem, `${stem}ин`, `${stem}ан`, base],
    ...(/ия?$/.test(place) ? [`${base}ий`] : []),
    ...(/[бпвфм]$/.test(stem) ? [`${stem}л`] : []),
    ...(/вль$/.test(place) ? [place.slice(0, -2)] : []),
    ...(/[гз]$/.test(base) ? [`${base.slice(0, -1)}ж`] : []),
  ];
}

/** Cuts the case ending of a place. */
function stemOf(place: string): string {
  return place.replace(/[аеоыияь]$/, "");
}

/** Грузия, груз; of others as the stem. */
function baseOf(place: string): string {
  return place.endsWith("ия") ? place.slice(0, -2) : stemOf(place);
}
