/**
 * How else a word of a short query may be written (layer 1, pure): a name in the other alphabet (гугл, Google; ковид-19,
 * covid-19), a unit in short (миллион, млн), a time with a full stop, a century in Roman numbers. The index holds nothing for it.
 */

import type { TermAlternative } from "../analyzer.ts";
import type { ScannedToken, Unit } from "../tokenizer/unit.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { caseStems, stem } from "../words/russian-stem.ts";
import { foldYo } from "../words/word-folding.ts";

/** `next` is the token behind it. */
export function otherSpellings({ units }: ScannedToken, next: ScannedToken | undefined): readonly TermAlternative[] {
  const [unit, second] = units;
  if (unit === undefined || second !== undefined) return [];
  const term = unit.kind === "word" ? unit.text : (unit.alternatives[0]?.terms[0] ?? "");
  const ofCentury = isCentury(next) ? otherNumerals(term) : [];
  if (unit.kind === "word") return [...otherAlphabet(term), ...ofCentury];
  return [...inOtherAlphabet(term), ...otherTimes(term), ...ofCentury];
}

/** «ковид 19» in the other alphabet, from the term of both: covid19. None for most. */
export function inOtherAlphabet(lettersAndDigits: string): readonly TermAlternative[] {
  const [, letters, digits] = LETTERS_AND_DIGITS.exec(lettersAndDigits) ?? [];
  if (letters === undefined || digits === undefined) return [];
  return otherAlphabet(letters).flatMap(({ terms: [other = ""] }) => [
    synonym(other + digits),
    { terms: [other], weight: alternativeWeights.synonym * alternativeWeights.lettersAlone },
  ]);
}

const LETTERS_AND_DIGITS = /^([a-zа-я]{3,})(\d+)$/;

const TIME = /^0?(\d|1\d|2[0-3])([:.])([0-5]\d)$/;

function otherTimes(term: string): TermAlternative[] {
  const [, hours = "", , minutes] = TIME.exec(term) ?? [];
  if (minutes === undefined) return [];
  const ways = hours.length === 1 ? [hours, `0${hours}`] : [hours];
  const others = ways.flatMap((way) => [`${way}:${minutes}`, `${way}.${minutes}`]).filter((other) => other !== term);
  return others.map(synonym);
}

function isCentury(next: ScannedToken | undefined): boolean {
  const [unit]: readonly Unit[] = next?.units ?? [];
  return unit?.kind === "word" && /^(?:век(?:а|у|ом|е|ов)?|столети[еяюй])$/.test(unit.text);
}

const ROMAN_TENS = ["", "x", "xx"];
const ROMAN_ONES = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
/** By number, from nought to 29. */
const ROMAN_NUMBERS = ROMAN_TENS.flatMap((tens) => ROMAN_ONES.map((ones) => tens + ones));

/** 21 for xxi and back; none for what is no number of a century. */
function otherNumerals(term: string): TermAlternative[] {
  const other = /^\d+$/.test(term) ? ROMAN_NUMBERS[Number(term)] : String(Math.max(0, ROMAN_NUMBERS.indexOf(term)));
  return other === undefined || other === "" || other === "0" ? [] : [synonym(other)];
}

function synonym(term: string): TermAlternative {
  return { terms: [term], weight: alternativeWeights.synonym };
}

/** A row a name: no rule of transliteration makes ютуб of YouTube. Left out is what is another word as well (зум, модерна) or meets one (ауди, аудио). */
const NAMES = [
  "ковид covid",
  // Services and programs.
  "гугл google, яндекс yandex, фейсбук facebook, инстаграм instagram, твиттер twitter, ютуб ютьюб youtube",
  "телеграм telegram, тикток tiktok, ватсап вотсап whatsapp, вайбер viber, скайп skype, википедия wikipedia",
  "нетфликс netflix, андроид android, биткоин биткойн bitcoin",
  // Firms and what they make.
  "айфон iphone, эппл эпл apple, майкрософт microsoft, самсунг samsung, хуавей huawei, сяоми xiaomi, нокиа nokia",
  "интел intel, амазон amazon, тесла tesla, сименс siemens, пфайзер pfizer, астразенека astrazeneca, боинг boeing",
  "эйрбас аэрбас airbus, тойота toyota, ниссан nissan, рено renault, форд ford, мерседес mercedes",
  "фольксваген volkswagen, хендай хёндай хёндэ hyundai, бмв bmw",
  // People, but for those whom transliteration finds and whose name is another word (Маск, маска).
  "путин putin, зеленский zelensky zelenskyy, лукашенко lukashenko, навальный navalny, трамп trump, байден biden",
  "обама obama, клинтон clinton, макрон macron, меркель merkel, шольц scholz, джонсон johnson, эрдоган erdogan",
  "нетаньяху netanyahu, роналду ronaldo, месси messi, мбаппе mbappe, цукерберг zuckerberg, джобс jobs, гейтс gates",
  // Abbreviations.
  "наса nasa, уефа uefa, фифа fifa",
  // What is hardly ever written out behind a number.
  "миллион млн, миллиард млрд, триллион трлн, тысяча тыс, рубль руб, доллар долл, километр км, килограмм кг",
].flatMap((row) => row.split(", ").map((name) => foldYo(name).split(" ")));

/** By each term of one spelling those of the others. */
const othersByTerm = new Map<string, readonly TermAlternative[]>(
  NAMES.flatMap((spellings) =>
    spellings.flatMap((own) => {
      const others = spellings.filter((other) => other !== own).flatMap(termsOf);
      const alternatives = [...new Set(others)].map(synonym);
      return termsOf(own).map((term) => [term, alternatives] as const);
    }),
  ),
);

/** What else a word in lower case with ё folded may be written as; none for most words. */
function otherAlphabet(word: string): readonly TermAlternative[] {
  return termsOf(word).flatMap((term) => othersByTerm.get(term) ?? []);
}

function termsOf(word: string): string[] {
  return [...new Set([stem(word), ...caseStems(word)])];
}
