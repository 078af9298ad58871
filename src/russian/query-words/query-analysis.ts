/**
 * A query to its words (pure): each word a group of alternatives, of which the best counts.
 */

import { groupBy } from "../../keyed.ts";
import { maxQueryWords, type QueryWord, type TermAlternative } from "../analyzer.ts";
import type { WordBook } from "../dictionary/russian-dictionary.ts";
import { joinLettersAndDigits, wordsOfUnits } from "../tokenizer/hyphen.ts";
import { dayInWords, raisedByWord } from "../tokenizer/literals.ts";
import { isDropped, scanTokens } from "../tokenizer/tokenizer.ts";
import { isStopToken, onlyWord, type ScannedToken, type Unit } from "../tokenizer/unit.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { relatedWords } from "../words/other-stems.ts";
import { normalizeUnicode } from "../words/unicode-normalization.ts";
import { foldWord, foldYo } from "../words/word-folding.ts";
import { caseTerms, nameBook, termOfWord } from "../words/word-terms.ts";
import { mergeAlternatives, nameEvidence, queryAlternatives } from "./query-alternatives.ts";

/** Largest part of a text that is read as a query. */
export const MAX_QUERY_LENGTH = 10_000;

/**
 * See {@link Analyzer.analyzeQuery}. `wordsBeside` are those that stand beside the text, in quotation marks and behind
 * signs.
 */
export function analyzeQuery(query: string, wordsBeside = 0): QueryWord[] {
  const cut = query.length > MAX_QUERY_LENGTH ? query.slice(0, MAX_QUERY_LENGTH) : query;
  const normalized = normalizeUnicode(cut);
  // Twice as many, since the letters that fall away are scanned too: «т 34» needs them.
  const scanned = scanTokens(normalized.text, { maxTokens: 2 * maxQueryWords, keepsSingleLetters: true });
  const kept = scanned.filter((token) => !isDropped(normalized.text, token));
  const searched = new Set((kept.length > 0 ? kept : scanned).slice(0, maxQueryWords));
  const hasSmallLetters = /\p{Ll}/u.test(cut);
  const isInCapitals = !hasSmallLetters && /\p{Lu}/u.test(cut);
  const smallAreNoNames = isWrittenWithCapitals(scanned);
  const isTyped = scanned.length + wordsBeside <= MAX_TYPED_WORDS;
  const words: QueryWord[] = [];
  scanned.forEach((token, index) => {
    if (!searched.has(token)) return;
    const start = normalized.toOriginalStart(token.start);
    const end = normalized.toOriginalEnd(token.end);
    const isFirst = index === 0;
    const context = { capitalsTell: hasSmallLetters && !isFirst, isInCapitals, smallAreNoNames, isFirst };
    const evidence = nameEvidence(token.units, context);
    const text = cut.slice(start, end);
    words.push({
      text,
      start,
      end,
      alternatives: mergeAlternatives([
        ...queryAlternatives(token.units, context),
        ...raisedByWord(token, scanned[index + 1]),
        ...joinedWithNeighbour(normalized.text, scanned, index, searched),
        ...(isTyped ? otherSpellings(token, scanned[index + 1]) : []),
        ...asNumberOfDay(scanned, index),
      ]).filter(({ terms }) => !isDeniedByYo(text, terms)),
      ...(evidence === undefined ? {} : { nameEvidence: evidence }),
      isStopWord: isStopToken(token.units) || (isTyped && isWordOfYear(scanned[index - 1], token)),
    });
  });
  return words;
}

/** Lists the lookups of {@link analyzeQuery} and analyzePhrase for texts. */
export function* analysisBook(texts: readonly string[]): WordBook {
  const scanned = texts.map((query) => {
    const { text } = normalizeUnicode(query.slice(0, MAX_QUERY_LENGTH));
    return { text, tokens: lookedUpTokens(text) };
  });
  const words = scanned.flatMap(({ tokens }) => tokens.flatMap(({ units }) => wordsOfUnits(units)));
  yield* nameBook(words);
  const spelled = scanned.flatMap(({ text, tokens }) => tokens.flatMap((_, i) => spelledWords(text, tokens, i)));
  yield* nameBook([...relatedWords(words), ...spelled]);
  const likely = spelled.flatMap((word) =>
    termsOf(word).flatMap((term) => likelySpellings(term).map((spelling) => ({ ...spelling, term }))),
  );
  yield* nameBook(likely.map(({ own }) => own));
  yield* nameBook(likely.flatMap(({ own, others, term }) => (termsOf(own).includes(term) ? others : [])));
}

/**
 * Tokens of an analyzed text, and of the rest behind the longest query. A dropped letter is looked up only behind a
 * number.
 */
function lookedUpTokens(text: string): readonly ScannedToken[] {
  const scanned = scanTokens(text, { maxTokens: 2 * maxQueryWords, keepsSingleLetters: true });
  const isUnit = (i: number): boolean => scanned[i - 1]?.units[0]?.kind === "literal";
  const kept = scanned.filter((token, i) => !isDropped(text, token) || isUnit(i));
  if (scanned.length < 2 * maxQueryWords) return kept.length > 0 ? kept : scanned;
  return [...kept, ...scanTokens(text, { maxTokens: 2 * maxQueryWords })];
}

/** Lists the words that {@link otherAlphabet} needs at a token. */
function spelledWords(text: string, tokens: readonly ScannedToken[], index: number): string[] {
  const token = tokens[index];
  const [unit, second] = token?.units ?? [];
  const term = unit?.kind === "literal" ? unit.alternatives[0]?.terms[0] : unit?.text;
  const joined = joinedTermOf(text, token, tokens[index + 1]);
  const own = second === undefined && tokens.length <= MAX_TYPED_WORDS ? [term ?? ""] : [];
  return [...own, joined ?? ""].map((one) => LETTERS_AND_DIGITS.exec(one)?.[1] ?? one).filter((one) => one !== "");
}

/**
 * Fewest words of a pasted sentence: fewer are typed, «глава ЦБ набиуллина», and a telephone capitalises the first by
 * itself.
 */
const MIN_SENTENCE_WORDS = 4;
const MIN_WORDS_BEHIND_A_CAPITAL = 6;

/** Tells whether the query writes names with capitals: a headline that was pasted. */
function isWrittenWithCapitals(tokens: readonly ScannedToken[]): boolean {
  const isName = ({ units: [unit] }: ScannedToken): boolean =>
    unit?.kind === "word" && unit.isCapitalized && !unit.isAbbreviation && unit.text.length > 1;
  return (
    (tokens.length >= MIN_SENTENCE_WORDS && tokens.slice(1).some(isName)) ||
    (tokens.length >= MIN_WORDS_BEHIND_A_CAPITAL && tokens.slice(0, 1).some(isName))
  );
}

/** A longer query is a sentence that somebody pasted, whose words are those of its article. */
export const MAX_TYPED_WORDS = 4;

const WORD_OF_YEAR = /^(?:год[ауе]?|годом|годы|годов|годах|годам)$/;
const YEAR = /^(?:1\d|20)\d{2}(?:-\d{2}-\d{2})?$/;

/**
 * «2016 года» and «24 февраля 2022 года» say no more than 2016 and the date, which texts write without the word as
 * well.
 */
function isWordOfYear(before: ScannedToken | undefined, { units: [unit] }: ScannedToken): boolean {
  const [year, second] = before?.units ?? [];
  if (unit?.kind !== "word" || year?.kind !== "literal" || second !== undefined) return false;
  return WORD_OF_YEAR.test(unit.text) && YEAR.test(year.alternatives[0]?.terms[0] ?? "");
}

/** «Королёв» is no genitive of королева: only surnames and names of places have the ё at their end. */
function isDeniedByYo(text: string, [term, second]: readonly string[]): boolean {
  return /ёв$/iu.test(text) && second === undefined && term === `${foldWord(text)}а`;
}

/** «Первое мая» and «двадцать пятое мая» as texts write them, with a number in the place of each of its words. */
function asNumberOfDay(tokens: readonly ScannedToken[], index: number): readonly TermAlternative[] {
  const wordAt = (place: number): string => onlyWord(tokens[place]?.units ?? [])?.text ?? "";
  const said = dayInWords(wordAt, index) ?? dayInWords(wordAt, index + 1);
  return said === null || said.first > index ? [] : [{ terms: [String(said.day)], weight: alternativeWeights.exact }];
}

/** «т 34» is т34 as well: added to both words, or wholly to the number where the letter falls away («с 400»). */
function joinedWithNeighbour(
  text: string,
  tokens: readonly ScannedToken[],
  index: number,
  searched: ReadonlySet<ScannedToken>,
) {
  const before = joinedTermOf(text, tokens[index - 1], tokens[index]);
  const after = joinedTermOf(text, tokens[index], tokens[index + 1]);
  const term = before ?? after;
  if (term === undefined) return [];
  const neighbour = before === undefined ? tokens[index + 1] : tokens[index - 1];
  const isShared = neighbour !== undefined && searched.has(neighbour) && !LETTERS_AND_YEAR.test(term);
  const weight = isShared ? alternativeWeights.joinedHalf : alternativeWeights.exact;
  const others = inOtherAlphabet(term).filter(({ terms: [other = ""] }) => /\d$/.test(other));
  return [{ terms: [term], weight }, ...others.map((other) => ({ ...other, weight: weight * other.weight }))];
}

/** «Евро 2020» is hardly anything else: as much as both words. */
const LETTERS_AND_YEAR = /^[а-я]{3,}(?:19|20)\d\d$/;

/** Longer letters are a word beside a number, not the name of a model. */
const MAX_JOINED_LETTERS = 8;
const JOINED_DIGITS = /^[0-9]{1,4}$/;

/** The term of a word of letters and the number behind it, where they may be one («т 34»). */
export function joinedTermOf(
  text: string,
  letters: ScannedToken | undefined,
  digits: ScannedToken | undefined,
): string | undefined {
  if (letters === undefined || digits === undefined) return undefined;
  const unit = onlyWord(letters.units);
  const number = text.slice(digits.start, digits.end);
  if (unit === undefined || unit.text.length > MAX_JOINED_LETTERS || !JOINED_DIGITS.test(number)) return undefined;
  if (!/^[ \u00a0\u2009\u202f]+$/.test(text.slice(letters.end, digits.start))) return undefined;
  return joinLettersAndDigits(text.slice(unit.start, unit.end), number);
}

// How else a word of a short query may be written: a name in the other alphabet (гугл, Google; ковид-19, covid-19), a
// unit in short (миллион, млн), a time with a full stop, a century in Roman numbers. The index holds nothing for it.

/** `next` is the token behind it. */
function otherSpellings({ units }: ScannedToken, next: ScannedToken | undefined): readonly TermAlternative[] {
  const [unit, second] = units;
  if (unit === undefined || second !== undefined) return [];
  const term = unit.kind === "word" ? unit.text : (unit.alternatives[0]?.terms[0] ?? "");
  const ofCentury = isCentury(next) ? otherNumerals(term) : [];
  if (unit.kind === "word") return [...otherAlphabet(term), ...ofCentury];
  return [...inOtherAlphabet(term), ...otherTimes(term), ...ofCentury];
}

/** «ковид 19» in the other alphabet, from the term of both: covid19. None for most. */
function inOtherAlphabet(lettersAndDigits: string): readonly TermAlternative[] {
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
/** Roman numbers by value, from nought to 29. */
const ROMAN_NUMBERS = ROMAN_TENS.flatMap((tens) => ROMAN_ONES.map((ones) => tens + ones));

/** 21 for xxi and back; none for what is no number of a century. */
function otherNumerals(term: string): TermAlternative[] {
  const other = /^\d+$/.test(term) ? ROMAN_NUMBERS[Number(term)] : String(Math.max(0, ROMAN_NUMBERS.indexOf(term)));
  return other === undefined || other === "" || other === "0" ? [] : [synonym(other)];
}

function synonym(term: string): TermAlternative {
  return { terms: [term], weight: alternativeWeights.synonym };
}

const BEGINNING_LENGTH = 3;

/**
 * A row a name: no rule of transliteration makes ютуб of YouTube. Left out is what is another word as well (зум,
 * модерна) or meets one (ауди, аудио).
 */
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

/** A spelling of a name, and the others of the same name. */
interface Spelling {
  readonly own: string;
  readonly others: readonly string[];
}

/** Spellings by their first three letters, which all forms share: only a word that begins so is stemmed. */
const spellingsByBeginning: ReadonlyMap<string, readonly Spelling[]> = groupBy(
  NAMES.flatMap((spellings) => spellings.map((own) => ({ own, others: spellings.filter((other) => other !== own) }))),
  ({ own }) => [own.slice(0, BEGINNING_LENGTH)],
);

/** Finds other spellings of a lower-case word with ё folded; none for most words. */
function otherAlphabet(word: string): readonly TermAlternative[] {
  return termsOf(word).flatMap((term) => {
    const others = likelySpellings(term).find(({ own }) => termsOf(own).includes(term))?.others ?? [];
    return [...new Set(others.flatMap(termsOf))].map(synonym);
  });
}

function likelySpellings(term: string): readonly Spelling[] {
  return spellingsByBeginning.get(term.slice(0, BEGINNING_LENGTH)) ?? [];
}

function termsOf(word: string): string[] {
  return [...new Set([termOfWord(word), ...caseTerms(word)])];
}
