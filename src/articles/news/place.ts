/**
 * The place of a dateline in ordinary case: ВЛАДИВОСТОК is Владивосток, РОСТОВ-НА-ДОНУ is Ростов-на-Дону, США
 * stays США. Datelines are written in the nominative, other fields perhaps not: «в Москве» is Москва.
 */

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

/**
 * A place without its country in brackets and «г.», in ordinary case where it is written in capitals or small letters.
 */
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

/** Tells whether a text is the name of a large place, in any case. */
export function isKnownPlace(text: string): boolean {
  return KNOWN_PLACES.has(text.trim().toLowerCase());
}

// Known places in other cases than the nominative: «в Москве», «из Твери», «Ростове-на-Дону». The forms of each
// name of the table are built by its ending; a form that is another place's name stays that.

/** Soft masculine names; the others that end so are feminine. */
const MASCULINE: ReadonlySet<string> = new Set(
  "ярославль|симферополь|севастополь|ставрополь|тирасполь|мариуполь|мелитополь|брюссель|тернополь|гомель|суздаль|переславль-залесский|монреаль|неаполь".split(
    "|",
  ),
);
/** Names that lose a vowel. */
const FLEETING: ReadonlyMap<string, string> = new Map([
  ["орел", "орл"],
  ["орёл", "орл"],
  ["елец", "ельц"],
]);
const PREPOSITION = /^(?:в|во|из|на|под|город|г\.|городе|города)\s/iu;
const MAX_LENGTH = 60;

const NOMINATIVES: ReadonlySet<string> = new Set(placeNames);
let nominativeByForm: ReadonlyMap<string, string> | null = null;

/** The nominative, in small letters, of a place in another case or behind a preposition; null for any other text. */
export function nominativePlace(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const small = text.toLowerCase();
  if (NOMINATIVES.has(small)) return null;
  const bare = small.replace(PREPOSITION, "").trim();
  if (bare !== small && NOMINATIVES.has(bare)) return bare;
  nominativeByForm ??= buildForms();
  return nominativeByForm.get(bare) ?? null;
}

function buildForms(): Map<string, string> {
  const forms = new Map<string, string>();
  for (const name of placeNames) {
    for (const form of formsOf(name)) if (!NOMINATIVES.has(form) && !forms.has(form)) forms.set(form, name);
  }
  return forms;
}

/** Genitive, dative, instrumental and prepositional, in this order; none for a name that does not change. */
function formsOf(name: string): string[] {
  const adjective = /^(\p{L}+)(ий|ый|ые) (\p{L}+)$/u.exec(name);
  if (adjective !== null) {
    const [, stem = "", ending = "", noun = ""] = adjective;
    const endings = adjectiveEndings(stem, ending);
    return formsOf(noun).map((form, i) => `${stem}${endings[i]} ${form}`);
  }
  const river = /^(\p{L}+)(-на-\p{L}+)$/u.exec(name);
  if (river !== null) return formsOf(river[1] ?? "").map((form) => form + river[2]);
  const compound = /^(.+ск)-(.+)(ий)$/u.exec(name);
  if (compound !== null) {
    const [, noun = "", stem = ""] = compound;
    const endings = adjectiveEndings(stem, "ий");
    return formsOf(noun).map((form, i) => `${form}-${stem}${endings[i]}`);
  }
  return nounForms(name);
}

/** «Нижнего», but «Великого»: к, г and х have no soft adjectives. */
function adjectiveEndings(stem: string, ending: string): readonly string[] {
  if (ending === "ые") return ["ых", "ым", "ыми", "ых"];
  if (ending === "ый") return ["ого", "ому", "ым", "ом"];
  return /[кгх]$/.test(stem) ? ["ого", "ому", "им", "ом"] : ["его", "ему", "им", "ем"];
}

function nounForms(name: string): string[] {
  const stem = name.slice(0, -1);
  const last = name.slice(-1);
  if (last === "а") return [/[гкхжшчщ]$/.test(stem) ? "и" : "ы", "е", "ой", "е"].map((ending) => stem + ending);
  if (last === "я")
    return (stem.endsWith("и") ? ["и", "и", "ей", "и"] : ["и", "е", "ей", "е"]).map((end) => stem + end);
  if (last === "ь")
    return (MASCULINE.has(name) ? ["я", "ю", "ем", "е"] : ["и", "и", "ью", "и"]).map((end) => stem + end);
  if (/[иы]й$/.test(name)) return ["ого", "ому", "ым", "ом"].map((ending) => name.slice(0, -2) + ending);
  if (last === "й") return ["я", "ю", "ем", "е"].map((ending) => stem + ending);
  if (last === "ы") return ["", "ам", "ами", "ах"].map((ending) => stem + ending);
  const bare = FLEETING.get(name) ?? (/[бвгджзклмнпрстфхцчшщ]$/.test(name) ? name : null);
  return bare === null ? [] : ["а", "у", "ом", "е"].map((ending) => bare + ending);
}
