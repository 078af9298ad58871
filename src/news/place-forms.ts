/**
 * Known places in other cases than the nominative (layer 0): «в Москве», «из Твери», «Ростове-на-Дону». The forms of each
 * name of the table are built by its ending; a form that is another place's name stays that.
 */
import { placeNames } from "./place-names.ts";

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
const BY_FORM: ReadonlyMap<string, string> = buildForms();

/** The nominative, in small letters, of a place in another case or behind a preposition; null for any other text. */
export function nominativePlace(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const small = text.toLowerCase();
  if (NOMINATIVES.has(small)) return null;
  const bare = small.replace(PREPOSITION, "").trim();
  if (bare !== small && NOMINATIVES.has(bare)) return bare;
  return BY_FORM.get(bare) ?? null;
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
