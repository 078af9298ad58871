/**
 * Query alternatives for vowels that come and go (layer 1, pure): Павел and Павла, Лев and Льва, Елец and Ельца, рынок
 * and рынка. Their forms share no stem, so a query for the one tries the other's too; the index holds nothing for it.
 *
 * Rules for -ец, -ок and -ек, which are open classes of words, and a list for what is left. What no word has (востк of
 * восток) is looked for in vain, at the price of one look-up.
 */

import { caseStems } from "./case-twin.ts";
import { surnameStem } from "./name-mark.ts";
import { isRussianWord, stem } from "./russian-stem.ts";

/** Nominative and genitive. */
const LISTED: readonly (readonly [string, string])[] = [
  ["павел", "павла"],
  ["лев", "льва"],
  ["орел", "орла"],
  ["козел", "козла"],
  ["египет", "египта"],
  ["посол", "посла"],
  ["узел", "узла"],
  ["угол", "угла"],
  ["котел", "котла"],
  ["хребет", "хребта"],
  ["ветер", "ветра"],
  ["камень", "камня"],
  ["корень", "корня"],
  ["парень", "парня"],
  ["огонь", "огня"],
  ["лед", "льда"],
  ["список", "списка"],
  ["кусок", "куска"],
  ["песок", "песка"],
];
const genitiveOf = new Map(LISTED);
const nominativeOf = new Map(
  LISTED.flatMap(([nominative, genitive]) => stemsOf(genitive).map((own) => [own, nominative] as const)),
);

/** Two letters or more must stand before the vowel, which stays in век and человек. */
const WITH_VOWEL = /^(.+(.))(ец|ок|(?<!в)ек)$/;
const WITHOUT_VOWEL = /^(.+(.))([цк])$/;

const VOWELS = "аеиоуыэюя";

/**
 * The Snowball stems of those forms of a word in lower case that have a vowel more or less, at most two; none for most
 * words, nor for what has the form of a surname (Павлов is no Павел, Волков no волок).
 */
export function otherStems(word: string): readonly string[] {
  if (!isRussianWord(word) || surnameStem(word) !== undefined) return [];
  const genitive = genitiveOf.get(word) ?? genitiveByRule(word);
  if (genitive !== undefined) return stemsOf(genitive);
  const stems = stemsOf(word).filter((own) => own !== word);
  const listed = stems.flatMap((own) => nominativeOf.get(own) ?? []);
  const nominatives =
    listed.length > 0 ? listed : stems.flatMap((own) => nominativesByRule(own, word[own.length] ?? ""));
  return [...new Set(nominatives)].slice(0, 2).map(stem);
}

/** Of льва Snowball leaves all, the case stem is льв. */
function stemsOf(word: string): string[] {
  return [...new Set([stem(word), ...caseStems(word)])];
}

/** елец to ельца, европеец to европейца; торжок to торжка, чаек to чайка, огонек to огонька. */
function genitiveByRule(word: string): string | undefined {
  const [, base = "", last = "", end = ""] = WITH_VOWEL.exec(word) ?? [];
  if (base === "") return undefined;
  if (VOWELS.includes(last)) return end === "ок" ? undefined : `${base}й${end.slice(1)}а`;
  const isSoft = end === "ец" ? last === "л" : end === "ек" && "лнр".includes(last);
  return `${base}${isSoft ? "ь" : ""}${end.slice(1)}а`;
}

/**
 * The way back from what is left before a case ending, of which the first letter is given. None for -ск and -цк, the ends
 * of Минск and Донецк, nor for -ция.
 */
function nominativesByRule(oblique: string, ending: string): string[] {
  const [, base = "", last = "", end = ""] = WITHOUT_VOWEL.exec(oblique) ?? [];
  if (base === "" || VOWELS.includes(last) || (end === "ц" && ending === "и")) return [];
  if (last === "ь" || last === "й") return [`${base.slice(0, -1)}е${end}`];
  if (end === "ц") return [`${base}ец`];
  if ("сц".includes(last)) return [];
  return "жчшщ".includes(last) ? [`${base}ок`, `${base}ек`] : [`${base}ок`];
}
