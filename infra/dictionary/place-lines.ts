/**
 * The places whose adjectives and people are found by rule (src/russian/query-words/place-relatives.ts), as lines of
 * the dictionary: each lies with the words that begin as it does.
 */

import { placeNames } from "../../src/articles/news.ts";
import { type EncodedLine, PLACE_SIGN } from "../../src/russian/dictionary.ts";

/** Too many words begin as shorter places do. */
const MIN_LETTERS = 4;

/**
 * Their adjective or people is another word at least as often: братский, уральский, ноябрьский, владимирский, «в
 * лимане».
 */
const WITHOUT_RELATIVES: ReadonlySet<string> = new Set(
  (
    "александрия|байкальск|бали|братск|владимир|газа|грозный|дзержинск|днепр|елец|иваново|канны|каспийск|киров|копейск|курильск|" +
    "лима|ноябрьск|орел|сана|саров|семей|софия|сумы|уральск|шахты|энгельс"
  ).split("|"),
);

/** Countries and regions whose relatives the rules make; what they do not make is in the table of equivalents. */
const COUNTRIES: readonly string[] = (
  "австралия|австрия|адыгея|азербайджан|албания|алжир|алтай|ангола|аргентина|бангладеш|бельгия|болгария|боливия|босния|бразилия|" +
  "бурятия|венесуэла|вьетнам|гаити|гватемала|грузия|гондурас|дагестан|доминикана|египет|забайкалье|замбия|зимбабве|израиль|" +
  "индия|индонезия|иордания|ирландия|исландия|испания|йемен|кабардино-балкария|кавказ|казахстан|камбоджа|камчатка|канада|катар|" +
  "кения|киргизия|колумбия|корея|коста-рика|кузбасс|кыргызстан|латвия|ливан|ливия|люксембург|мадагаскар|македония|малайзия|" +
  "мексика|мозамбик|молдавия|монголия|мордовия|непал|нигерия|никарагуа|нидерланды|норвегия|пакистан|палестина|панама|парагвай|перу|" +
  "португалия|приднестровье|румыния|сальвадор|сахалин|сербия|сибирь|сингапур|сирия|словения|сомали|судан|татарстан|тунис|туркменистан|" +
  "удмуртия|украина|уругвай|филиппины|хакасия|хорватия|черногория|чили|чувашия|швейцария|шотландия|эквадор|эстония|эфиопия|ямайка"
).split("|");

/**
 * Cuts the common beginning of a place's relatives: two letters of Рига, as in «рижский», and three of longer places.
 */
const beginningOf = (place: string): string => place.slice(0, place.length > 5 ? 3 : 2);

/** Places with their capitals, by beginning. */
const placesByBeginning = new Map<string, string[]>();
for (const place of new Set([...placeNames, ...COUNTRIES].map((name) => name.replaceAll("ё", "е")))) {
  if (place.length < MIN_LETTERS || place.includes(" ") || WITHOUT_RELATIVES.has(place)) continue;
  const beginning = beginningOf(place);
  const shown = place.replace(/^[а-я]|-(?!на-|на$)[а-я]/g, (letters) => letters.toUpperCase());
  placesByBeginning.set(beginning, [...(placesByBeginning.get(beginning) ?? []), shown]);
}

/** A line for all places that begin alike. */
export const placeLines: readonly EncodedLine[] = [...placesByBeginning].map(([beginning, places]) => ({
  text: PLACE_SIGN + places.join(","),
  beginnings: [beginning],
}));
