/**
 * The place that an adjective or the name of its people comes from (layer 1, pure), by rule over the table of places:
 * московский, Москва; омич, Омск; туляк, Тула. What the rules miss is in the table of equivalents.
 */

import { placeNames } from "../../news/place-names.ts";

/** An adjective of a place in any case, and what stands before its ending. */
const ADJECTIVE = /^(.{2,}[сц]к)(?:ий|ого|ому|им|ом|ая|ой|ую|ою|ое|ие|их|ими)$/;

/** Who lives there, men and women, in any case; the longest ending first. */
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

/** With its capitals; null of other words. `word` is folded. */
export function placeOfWord(word: string): string | null {
  if (word.length > MAX_LENGTH) return null;
  const adjective = ADJECTIVE.exec(word)?.[1];
  if (adjective !== undefined) return relatives().byAdjective.get(adjective) || null;
  for (const people of PEOPLE) {
    const stem = people.exec(word)?.[1];
    const place = stem && relatives().byPeople.get(stem);
    if (place) return place;
  }
  return null;
}

/** Places by what stands before the ending: московск, and ом, тул. An empty text where two places have it. */
interface Relatives {
  readonly byAdjective: Map<string, string>;
  readonly byPeople: Map<string, string>;
}

let known: Relatives | null = null;

/** Made when it is first asked for: some 5,000 texts. */
function relatives(): Relatives {
  if (known !== null) return known;
  known = { byAdjective: new Map(), byPeople: new Map() };
  for (const name of [...placeNames, ...COUNTRIES]) {
    const place = name.replaceAll("ё", "е");
    if (place.length < MIN_LETTERS || place.includes(" ") || WITHOUT_RELATIVES.has(place)) continue;
    const shown = place.replace(/^[а-я]|-(?!на-|на$)[а-я]/g, (letters) => letters.toUpperCase());
    for (const stem of adjectivesOf(place)) addTo(known.byAdjective, stem, shown);
    for (const stem of peopleOf(place)) addTo(known.byPeople, stem, shown);
  }
  return known;
}

/** Too many words begin as shorter places do. */
const MIN_LETTERS = 4;

/** Their adjective or people is another word at least as often: братский, уральский, ноябрьский, владимирский, «в лимане». */
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

/** Without the ending of its cases. */
function stemOf(place: string): string {
  return place.replace(/[аеоыияь]$/, "");
}

/** Грузия, груз; of others as the stem. */
function baseOf(place: string): string {
  return place.endsWith("ия") ? place.slice(0, -2) : stemOf(place);
}

function addTo(places: Map<string, string>, stem: string, place: string): void {
  const other = places.get(stem);
  places.set(stem, other === undefined || other === place ? place : "");
}
