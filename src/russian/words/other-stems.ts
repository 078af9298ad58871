/**
 * Query alternatives for forms of one word that the dictionary lacks and that share no stem (pure): a query for the one
 * tries the stem of the other too, and the index holds nothing for it.
 *
 * Vowels that come and go (Павел and Павла, Елец and Ельца): rules for -ец, -ок and -ек, which are open classes of
 * words, and a list of first names. What no word has (востк of восток) is looked for in vain, at the price of one
 * look-up. The people of a place (ижевчанин, ижевчане and ижевчан): a rule.
 */

import { surnameStem } from "./marked-terms.ts";
import { isRussianWord } from "./russian-stem.ts";
import { caseTerms, isCommonWord, termOfWord } from "./word-terms.ts";

/** The form with the vowel and one without, of names that no rule tells. */
const LISTED_NAMES = [
  ["павел", "павла"],
  ["египет", "египта"],
] as const;

const genitiveOf: ReadonlyMap<string, string> = new Map(LISTED_NAMES);

/** Two letters or more must stand before the vowel, which stays in век and человек. */
const WITH_VOWEL = /^(.+(.))(ец|ок|(?<!в)ек)$/;
const WITHOUT_VOWEL = /^(.+(.))([цк])$/;

const VOWELS = "аеиоуыэюя";

/** The genitive of the plural, which surnames are made like: рынков, бойцов, узлов. */
const SURNAME_OR_PLURAL = /[ое]в$/;

/**
 * The Snowball stems of those forms of a word in lower case that have a vowel more or less, at most two; none for most
 * words, nor for what can only be a surname (Волкова). What may be one or a plural (Пупков) has them, but not those
 * of a name (Павлов is no Павел): they are a guess.
 */
export function otherStems(word: string): readonly string[] {
  const { genitive, stems = [], mayBeSurname } = otherForms(word);
  if (genitive !== undefined) return stemsOf(genitive);
  const listed = mayBeSurname ? [] : listedNominatives(word, stems);
  const nominatives = listed.length > 0 ? listed : nominativesOf(word, stems);
  return [...new Set(nominatives)].slice(0, 2).map(termOfWord);
}

/** The words whose terms {@link otherStems} and {@link otherStemsOfPeople} give for words whose own are known. */
export function relatedWords(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const { genitive = [], stems = [] } = otherForms(word);
    return [alikeNames(word).flat(), genitive, nominativesOf(word, stems), peopleAs(word)].flat();
  });
}

/** Finds the other forms of a word; most words have none. */
function otherForms(word: string): { genitive?: string; stems?: readonly string[]; mayBeSurname?: boolean } {
  if (!isRussianWord(word) || isCommonWord(word)) return {};
  const mayBeSurname = surnameStem(word) !== undefined;
  if (mayBeSurname && !SURNAME_OR_PLURAL.test(word)) return {};
  const genitive = mayBeSurname ? undefined : (genitiveOf.get(word) ?? genitiveByRule(word));
  return genitive === undefined ? { stems: stemsOf(word).filter((own) => own !== word), mayBeSurname } : { genitive };
}

function nominativesOf(word: string, stems: readonly string[]): string[] {
  return stems.flatMap((own) => nominativesByRule(own, word[own.length] ?? ""));
}

/** Lists the stems. Snowball leaves льва whole; the case stem is льв. */
function stemsOf(word: string): string[] {
  return [...new Set([termOfWord(word), ...caseTerms(word)])];
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
 * The way back from what is left before a case ending, of which the first letter is given. None for -ск and -цк, the
 * ends of Минск and Донецк, nor for -ция.
 */
function nominativesByRule(oblique: string, ending: string): string[] {
  const [, base = "", last = "", end = ""] = WITHOUT_VOWEL.exec(oblique) ?? [];
  if (base === "" || VOWELS.includes(last) || (end === "ц" && ending === "и")) return [];
  if (last === "ь" || last === "й") return [`${base.slice(0, -1)}е${end}`];
  if (end === "ц") return [`${base}ец`];
  if ("сц".includes(last)) return [];
  return "жчшщ".includes(last) ? [`${base}ок`, `${base}ек`] : [`${base}ок`];
}

/** The listed names of which a form without the vowel has one of the stems of a word. */
function listedNominatives(word: string, stems: readonly string[]): string[] {
  return alikeNames(word).flatMap(([nominative, genitive]) =>
    stemsOf(genitive).some((own) => stems.includes(own)) ? [nominative] : [],
  );
}

/** Forms of one word begin alike: no stem is made before one does. */
function alikeNames(word: string) {
  return LISTED_NAMES.filter(([, genitive]) => word.startsWith(genitive.slice(0, 3)));
}

/** No place is in венчан and колчан. */
const PEOPLE = /^((?:.{3,}(?<!вен|кол)ча|.{2,}ля)н)(?:ин[ауе]?|ином|е|ам|ами|ах)?$/;

/** The stems of the other forms of who lives in a place, in lower case, at most two; none of most words. */
export function otherStemsOfPeople(word: string): readonly string[] {
  const people = peopleAs(word);
  const own = people.length === 0 ? "" : termOfWord(word);
  return [...new Set(people.map(termOfWord))].filter((other) => other !== own);
}

function peopleAs(word: string): string[] {
  const [, people] = PEOPLE.exec(word) ?? [];
  return people === undefined ? [] : [people, `${people}ин`, `${people}е`];
}
