/**
 * Finds the phrases that a title offers to searches (pure): its nouns and names, and phrases that begin and end with
 * one, in dictionary form with the capitals of names: «Владимир Путин», «цены на нефть», «режим повышенной готовности».
 * The dictionary names neither parts of speech nor cases; both are told by forms that only one family has
 * (word-kind.ts), and a form that is made is looked up. What cannot be told is left out: another title will have it.
 */

import { remember } from "../../keyed.ts";
import type { WordFamily } from "../dictionary/dictionary.ts";
import { russianDictionary } from "../dictionary/russian-dictionary.ts";
import { isInsideSentence, LineCases } from "../words/capitals.ts";
import { isOffered } from "../words/offered-words.ts";
import { normalizeUnicode } from "../words/unicode-normalization.ts";
import { foldCaseAndYo, foldWord } from "../words/word-folding.ts";
import { firstNameOf, isFirstName, isFormOf, kindOfLemma, type WordKind } from "../words/word-kind.ts";

/** Words of a phrase, a preposition or names among them; else one fewer. */
const MAX_WORDS = 4;
/** Longest phrase in characters. Longer titles contain shorter phrases. Untuned. */
const MAX_LENGTH = 40;

/** Number of characters read: most names of people stand in a text in full once, mostly within these. Untuned. */
const READ_LENGTH = 2_000;

/** Length of an opening, which names the subject of the article. Untuned. */
const OPENING_LENGTH = 1_000;

const PREPOSITIONS: ReadonlySet<string> = new Set(
  "в во на о об от до по для из за у с со к ко при без против между после перед через под над про".split(" "),
);

/** Tells whether a folded word governs the case of the next one. */
export function isPreposition(word: string): boolean {
  return PREPOSITIONS.has(word);
}

interface PhraseWord {
  readonly text: string;
  readonly folded: string;
  readonly kind: "adjective" | "noun" | "name" | "preposition" | "other";
  /** Lemma of its likeliest family; the word itself if the dictionary has none. */
  readonly lemma: string;
  /** Lemmas of all its families of its kind. */
  readonly lemmas: readonly string[];
  /** True if its capital is its own, not that of a sentence. */
  readonly isCapitalised: boolean;
  readonly isFirst: boolean;
}

/** A word or phrase as it is shown, and whether it is a name of several words. */
interface Phrase {
  readonly text: string;
  readonly isFullName: boolean;
}

/**
 * The words and phrases of a title, and the names of several words at the beginning of its text, each once, however it
 * is written. Linear in the title.
 */
export function titlePhrases(title: string, text: string): string[] {
  return phrasesOf(title, text).map((phrase) => phrase.text);
}

function phrasesOf(title: string, text: string): Phrase[] {
  const found = new Map<string, Phrase>();
  const take = (words: readonly PhraseWord[]) => {
    const phrase = inDictionaryForm(words, text);
    const key = phrase === null ? "" : foldCaseAndYo(phrase);
    if (phrase === null || key.length > MAX_LENGTH || found.has(key)) return;
    found.set(key, { text: phrase, isFullName: isFullName(words, key) && mayBeNominative(lastWordOf(key)) });
  };
  for (const { words: clause } of clausesOf(normalizeUnicode(title).text, WORDS, text)) {
    for (let start = 0; start < clause.length; start += 1) {
      for (let end = start + 1; end <= Math.min(clause.length, start + MAX_WORDS); end += 1) {
        if (isPhrase(clause, start, end)) take(clause.slice(start, end));
      }
    }
  }
  const clauses = clausesOf(normalizeUnicode(beginningOf(text, READ_LENGTH)).text, NAMES, text);
  for (const { words: clause } of clauses) {
    for (let start = 0; start < clause.length; start += 1) {
      const length = nameLength(clause.slice(start));
      const isName = length > 1 || (length === 1 && OF_NAMES.test(clause[start]?.text ?? ""));
      if (isName && length <= MAX_WORDS) take(clause.slice(start, start + length));
      start += Math.max(0, length - 1);
    }
  }
  for (const { words: clause } of clauses.filter(({ end }) => end <= OPENING_LENGTH)) {
    for (let start = 0; start + 1 < clause.length; start += 1) {
      if (isOfName(clause, start) && isPhrase(clause, start, start + 2)) take(clause.slice(start, start + 2));
    }
  }
  return [...found.values()];
}

/** Cuts a text to at most so many characters, and never within a word. */
function beginningOf(text: string, length: number): string {
  let end = Math.min(text.length, length);
  if (end < text.length) while (end > 0 && text.charAt(end - 1).trim() !== "") end -= 1;
  return text.slice(0, end);
}

/**
 * «Ближний Восток», «Следственный комитет», «президент Украины»: two words that begin with a capital of their own, or
 * a noun of a name.
 */
function isOfName(clause: readonly PhraseWord[], start: number): boolean {
  const [first, second] = [clause[start], clause[start + 1]];
  if (first === undefined || second === undefined) return false;
  if (first.kind === "noun" && second.kind === "name") return true;
  return first.isCapitalised && !first.isFirst && (first.kind === "noun" || first.kind === "adjective");
}

/** «Нур-Султан», not «Телеграм-канал». */
const OF_NAMES = /-\p{Lu}\p{L}*$/u;

const BETWEEN = "\u0001";

/**
 * The terms of the phrases of an article, as an index keeps them: each by what it begins with, folded, and behind that
 * how it is written, where this differs. A name of several words has one more, by the last of them: a surname is what
 * readers begin with.
 */
export function phraseTerms(title: string, text: string): string[] {
  return phrasesOf(title, text).flatMap(({ text: phrase, isFullName: isName }) => {
    const key = foldCaseAndYo(phrase);
    const behind = `${BETWEEN}${phrase}`;
    return [phrase === key ? key : key + behind, ...(isName ? [lastWordOf(key) + behind] : [])];
  });
}

function lastWordOf(text: string): string {
  return text.slice(text.lastIndexOf(" ") + 1);
}

/** The phrase of one of {@link phraseTerms}: folded, and as it is written. */
export function parsePhraseTerm(term: string): { readonly key: string; readonly text: string } {
  const [key = "", text = key] = term.split(BETWEEN);
  return { key: text === key ? key : foldCaseAndYo(text), text };
}

const WORD = "[\\p{L}\\p{N}]+(?:['.-][\\p{L}\\p{N}]+)*";
const NAME = "\\p{Lu}[\\p{L}\\p{N}]*(?:['-][\\p{L}\\p{N}]+)*(?![\\p{L}\\p{N}]|\\.[\\p{L}\\p{N}])";
const SMALL_WORD = `(?!\\p{Lu})${WORD}`;
/** Stretches of words with a space between. */
const WORDS = new RegExp(`${WORD}(?: ${WORD})*`, "gu");
/** Stretches of words with capitals, with the words right before and behind them: most of a text is in none. */
const NAMES = new RegExp(
  `(?<![\\p{L}\\p{N}'.-])(?:${SMALL_WORD} )?${NAME}(?: ${NAME}| ${SMALL_WORD}(?: ${SMALL_WORD})? ${NAME})*(?: ${SMALL_WORD})?`,
  "gu",
);

/** Words with a space between, and where they end in their text. */
interface Clause {
  readonly words: PhraseWord[];
  readonly end: number;
}

/** `body` is the text of the article. */
function clausesOf(text: string, pattern: RegExp, body: string): Clause[] {
  const lines = new LineCases(text);
  const clauses = Array.from(text.matchAll(pattern), ({ 0: stretch, index }): Clause => {
    let start = index;
    const words = stretch.split(" ").map((word) => {
      const read = asInBody(wordAt(text, word, start, lines), body);
      start += word.length + 1;
      return read;
    });
    return { words, end: start - 1 };
  });
  for (const { words: clause } of clauses) {
    for (const [i, word] of clause.entries()) clause[i] = besideNext(word, clause[i + 1], body);
    for (const [i, word] of clause.entries()) clause[i] = behindFirstName(word, clause[i - 1]);
  }
  return clauses;
}

/** Less of a word is the beginning of too many others. */
const MIN_STEM_LENGTH = 4;

/**
 * Judges a word that begins a sentence. An unknown one is a name, unless the text has it in small letters:
 * «Коронавирус».
 */
function asInBody(word: PhraseWord, body: string): PhraseWord {
  const { folded, kind } = word;
  if (!(word.isFirst || isCommonCompound(word)) || !word.isCapitalised || kind !== "name" || word.lemmas.length > 0)
    return word;
  const stem = folded.slice(0, Math.max(MIN_STEM_LENGTH, folded.length - 2));
  if (stem.length < MIN_STEM_LENGTH || !body.includes(` ${stem}`)) return word;
  return { ...word, kind: ADJECTIVE.test(folded) ? "adjective" : "noun", isCapitalised: false };
}

/**
 * «Киево-Печерской лавре»: what the dictionary lacks and has the form of an adjective is one before a noun. «Лука
 * Модрич», «Роман Вильфанд», «Барак Обама»: what may be a name is one before another.
 */
function besideNext(word: PhraseWord, next: PhraseWord | undefined, body: string): PhraseWord {
  if (isUpper(word) && isSurnameBehind(next)) {
    const name = firstNameOf(word.folded);
    const isMeant = !word.isFirst || !OBLIQUE_SURNAME.test(next?.folded ?? "") || word.folded !== name;
    if (name !== undefined && isMeant) return asName(word, name);
  }
  const name = word.isFirst && next?.kind === "name" ? nameOf(word.folded) : undefined;
  if (word.kind === "noun" && name !== undefined) return asName(word, name);
  const mayBeName = word.kind === "noun" && isUpper(word) && word.folded === word.lemma;
  if (mayBeName && next !== undefined && isOfPerson(next, word, body)) return asName(word, word.folded);
  const isUnknown = word.kind === "name" && word.lemmas.length === 0;
  return isUnknown && next?.kind === "noun" && UNKNOWN_ADJECTIVE.test(word.folded)
    ? { ...word, kind: "adjective" }
    : word;
}

/** «Алексей Навальный»: what has a capital behind a first name is a name, whatever the dictionary says. */
function behindFirstName(word: PhraseWord, before: PhraseWord | undefined): PhraseWord {
  const isName = before?.kind === "name" && isFirstName(before.lemma) && isSurnameBehind(word);
  return isName && word.kind !== "name"
    ? { ...word, kind: "name", lemma: word.folded, lemmas: [], isCapitalised: true }
    : word;
}

function asName(word: PhraseWord, name: string): PhraseWord {
  return { ...word, kind: "name", lemma: name, lemmas: [name], isCapitalised: true };
}

function isUpper({ text }: PhraseWord): boolean {
  return text.charAt(0) !== text.charAt(0).toLowerCase();
}

/** Tells whether a word may be a surname: with a capital, in Russian letters, and no abbreviation. */
function isSurnameBehind(word: PhraseWord | undefined): boolean {
  return word !== undefined && /^[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)*$/.test(word.text) && word.kind !== "preposition";
}

/**
 * Endings of surnames in oblique cases. Behind a first name in the nominative these belong to another person: «роман
 * Толстого».
 */
const OBLIQUE_SURNAME = /(?:ого|ому|[ое]вой|[иы]ной|[ое]вым|[иы]ным|ским|ской)$/;

/**
 * Tells whether the text has an unknown word also without the word before it, and in the nominative here: «Барак Обама»
 * if it has Обамы, but not «Фонд Сороса».
 */
function isOfPerson(word: PhraseWord, before: PhraseWord, body: string): boolean {
  if (
    word.kind !== "name" ||
    word.lemmas.length > 0 ||
    !isSurnameBehind(word) ||
    /(?:ие|ство|ость)$/.test(before.folded)
  )
    return false;
  const stem = word.text.replace(/[аяоеиуюьй]$/, "");
  if (stem.length < MIN_STEM_LENGTH || /ого$/.test(word.folded)) return false;
  if (/[аяи]$/.test(word.folded) && !new RegExp(`(?<!\\p{L})${stem}(?:[ыи]|[ое]й)(?!\\p{L})`, "u").test(body))
    return false;
  // Inside a sentence too.
  if (before.isFirst && !new RegExp(`[\\p{L},] ${before.text} ${stem}`, "u").test(body)) return false;
  return new RegExp(`(?<!\\p{L}|${before.text} )${stem}`, "u").test(body);
}

/**
 * Not «США Дональд Трамп»: three names begin with a first name. Nor «Минсельхоз РФ», «Украина Зеленского». `phrase`:
 * in the nominative.
 */
function isFullName(words: readonly PhraseWord[], phrase: string): boolean {
  const [first] = words;
  if (first === undefined || words.length < 2 || words.some((word) => word.kind !== "name" || isAbbreviation(word)))
    return false;
  const isPerson = firstNameOf(first.folded) !== undefined;
  if (words.length > 2) return isPerson || words.every(({ lemmas }) => lemmas.length === 0);
  const last = words[1]?.folded ?? "";
  const isChanged = first.folded !== first.lemma && first.lemmas.length > 0;
  return isPerson || !isChanged || !phrase.endsWith(` ${last}`) || /(?:[иуюэ]|[^г]о)$/.test(last);
}

function isAbbreviation({ text }: PhraseWord): boolean {
  return /^[А-ЯЁ]{2,6}$/.test(text);
}

/** Tells whether a name may be in the nominative; false for «МВД России». */
function mayBeNominative(name: string): boolean {
  const proper = russianDictionary.familiesOf(name).filter(({ isProper }) => isProper);
  return proper.length === 0 || proper.some(({ lemma }) => lemma === name) || OWN_SURNAME.test(name);
}

function nameOf(folded: string): string | undefined {
  return russianDictionary.familiesOf(folded).find(({ isProper }) => isProper)?.lemma;
}

const MAX_CACHED_WORDS = 20_000;
/** Words cached by how their place tells of capitals, and by spelling. */
const knownWord = remember(MAX_CACHED_WORDS, (key) => wordOf(key.slice(1), key[0] !== "0", key[0] === "2"));

function wordAt(line: string, text: string, start: number, lines: LineCases): PhraseWord {
  const place = lines.at(start) !== "mixed" ? 0 : isInsideSentence(line, start) ? 2 : 1;
  return knownWord(`${place}${text}`);
}

/**
 * The family that is meant, and whether as a name; what has the form of a surname is one, whatever families have it.
 */
function meantFamily(folded: string, families: readonly WordFamily[], isUpper: boolean, isInside: boolean) {
  const [common, proper] = [false, true].map((isName) => families.find(({ isProper }) => isProper === isName));
  const isOfDictionary =
    proper !== undefined && (common === undefined || (isInside && isUpper && proper.commonness >= common.commonness));
  if (isOfDictionary || common === undefined) return { common, family: proper, isName: isOfDictionary };
  const isSurname = isUpper && folded !== common.lemma && (isInside ? SURNAME : SURNAME_ITSELF).test(folded);
  return { common, family: isSurname ? undefined : common, isName: isSurname };
}

/** A capital of its own is one inside a sentence, in a line that has small letters too. */
function wordOf(text: string, isMixed: boolean, isInside: boolean): PhraseWord {
  const folded = text.split("-").map(foldWord).join("-");
  const families = russianDictionary.familiesOf(folded);
  const isUpper = text.charAt(0) !== text.charAt(0).toLowerCase();
  const { common, family, isName } = meantFamily(folded, families, isUpper, isInside);
  const lemma = family?.lemma ?? lemmaOfParts(folded);
  // «Пресс-служба» has the capital of its sentence, «Нур-Султан» its own.
  const lastPart = text.slice(text.lastIndexOf("-") + 1);
  const isOfParts = lastPart !== text && russianDictionary.familiesOf(lastPart).some(({ isProper }) => !isProper);
  const word = {
    text,
    folded,
    lemma,
    isFirst: !isInside,
    lemmas: families.filter(({ isProper }) => isProper === isName).map((one) => one.lemma),
    isCapitalised: isUpper && isMixed && (isInside || isName || (families.length === 0 && !isOfParts)),
  };
  if (isPreposition(folded)) return { ...word, kind: "preposition" };
  const isWord = /^\p{L}/u.test(text) && !isGlued(text) && folded.length > 1 && isOffered(folded) && isOffered(lemma);
  if (!isWord) return { ...word, kind: "other" };
  const isUnknown = common === undefined;
  const ofFamily = isName || (isUnknown && isUpper) ? "name" : isUnknown ? "unknown" : kindOfLemma(common.lemma);
  const [adjective, others] = KINDS[ofFamily];
  return { ...word, kind: adjective.test(folded) ? "adjective" : others };
}

/** Tells whether a space between two words is lost: «НародаАнна», «сказалn». */
function isGlued(text: string): boolean {
  return /[а-яё]{3}[А-ЯЁ]|[А-ЯЁа-яё][A-Za-z]|[A-Za-z][А-ЯЁа-яё]/u.test(text);
}

/**
 * Finds the lemma of a word with hyphens: the last part declines, or the one before «-на-»: Санкт-Петербурге,
 * Ростове-на-Дону.
 */
function lemmaOfParts(folded: string): string {
  const parts = folded.split("-");
  const place = parts[1] === "на" ? 0 : parts.length - 1;
  const lemma = parts.length < 2 ? undefined : russianDictionary.familiesOf(parts[place] ?? "")[0]?.lemma;
  return lemma === undefined ? folded : parts.map((part, i) => (i === place ? lemma : part)).join("-");
}

/** Лукьянов is no genitive of Лукьян. */
const OWN_SURNAME = /^.{3,}(?:[ое]в|[иы]н)$/;
/** Песков at the beginning of a sentence is no genitive of песок, nor is «Пескова» inside one. */
const SURNAME_ITSELF = /^.{3,}[ое]в$/;
const SURNAME = /^.{3,}(?:[ое]в|[иы]н)(?:[ауе]|ым|ой)?$/;
/** Endings that are no genitive behind another noun. */
const NO_GENITIVE = /(?:[ое]м|[ая]ми|ой|ью|[ую])$/;

/**
 * Tells whether a form, with its dictionary form, may stand behind a noun as its genitive: «добыча нефти», not «игра
 * программу» or «день подряд».
 */
export function mayBeGenitive(form: string, lemma: string): boolean {
  // What ends in о, е, и or у there mostly does not decline: «станция метро».
  return form === lemma ? !/[бвгджзйклмнпрстфхцчшщьая]$/.test(form) : !NO_GENITIVE.test(form);
}

const ADJECTIVE_ENDING = "(?:[иы]й|[ео]го|[ео]му|[иы]м|[ео]м|ая|яя|[ое]й|[ую]ю|[ое]е|[иы]е|[иы]х|[иы]ми)$";
const ENDING_OF_ADJECTIVE = new RegExp(ADJECTIVE_ENDING);
const UNKNOWN_ADJECTIVE = new RegExp(`^.{2,}(?:[сц]к|н)${ADJECTIVE_ENDING}`);
const ADJECTIVE = new RegExp(`^.{2,}${ADJECTIVE_ENDING}`);
const PARTICIPLE = new RegExp(`^.{2,}(?:нн|вш|[аяую]щ|т|[еио]м)${ADJECTIVE_ENDING}`);
const NO_FORM = /(?!)/;

/** Forms by kind of family: those in which a word is an adjective, and its kind in any other. */
const KINDS: Readonly<Record<WordKind | "name" | "unknown", readonly [adjective: RegExp, others: PhraseWord["kind"]]>> =
  {
    name: [NO_FORM, "name"],
    noun: [NO_FORM, "noun"],
    unknown: [ADJECTIVE, "noun"],
    adjective: [ADJECTIVE, "other"],
    verb: [PARTICIPLE, "other"],
  };

/** Kinds of neighbours of which a phrase has none. */
const APART: ReadonlySet<string> = new Set(["preposition preposition", "adjective preposition"]);

function areApart(word: PhraseWord, next: PhraseWord | undefined): boolean {
  const kinds = `${word.kind} ${next?.kind}`;
  return kinds === "noun noun"
    ? next !== undefined && next.lemmas.length > 0 && !mayBeGenitive(next.folded, next.lemma)
    : APART.has(kinds);
}

/** Tells whether words form a phrase: from a noun, name or adjective to a noun or name, without cutting a name. */
function isPhrase(clause: readonly PhraseWord[], start: number, end: number): boolean {
  const words = clause.slice(start, end);
  const [first, second] = words;
  const last = words.at(-1);
  // «Украины Владимир Зеленский»
  const isOfTwo = first?.kind === "name" && second?.kind === "name" && !isOneName(first, second);
  if (isOfTwo || isOneName(clause[start - 1], first) || isOneName(last, clause[end])) return false;
  // A common noun alone is what texts are counted for.
  if (second === undefined) return last?.kind === "name";
  if (first?.kind === "preposition" || (last?.kind !== "noun" && last?.kind !== "name")) return false;
  // Of what one word may mean two that nobody knows make no phrase.
  const isUnknown = ({ kind, lemmas }: PhraseWord) => /^(?:noun|adjective)$/.test(kind) && lemmas.length === 0;
  if (words.filter(isUnknown).length > 1) return false;
  if (words.length === MAX_WORDS && !words.some(({ kind }) => kind === "preposition"))
    return words.every(({ kind }) => kind === "name");
  return words.every((word, i) => word.kind !== "other" && !areApart(word, words[i + 1]));
}

/**
 * Not of the country and its president, whatever their case: «России Владимир Путин», «ФРГ Ангела Меркель», «Израиля
 * Биньямин Нетаньяху».
 */
function isOneName(word: PhraseWord | undefined, next: PhraseWord | undefined): boolean {
  if (word?.kind !== "name" || next?.kind !== "name") return false;
  if (isFirstName(next.lemma) && !isFirstName(word.lemma)) return false;
  if (isAbbreviation(word) && next.lemmas.length === 0 && isSurnameBehind(next)) return false;
  if (isLatin(word) !== isLatin(next) || isCommonCompound(word) || isCommonCompound(next)) return false;
  if (word.folded === word.lemma || (next.lemmas.length > 0 && next.folded !== next.lemma)) return true;
  return (
    next.lemmas.length === 0 &&
    (word.lemmas.length === 0 || isFirstName(word.lemma) || mayAgree(word.folded, next.folded))
  );
}

/** «Премьер-министр»: the capital is that of a sentence. */
function isCommonCompound({ text }: PhraseWord): boolean {
  return /-(?!на-)\p{Ll}[^-]*$/u.test(text);
}

function isLatin({ text }: PhraseWord): boolean {
  return /^[a-z]/i.test(text);
}

/** Tells whether a name behind another in an oblique case may be in the same case. */
function mayAgree(name: string, next: string): boolean {
  if (/[ыи]$/.test(name)) return /(?:[ое]й|[ыиеоую])$/.test(next) && !/(?:ого|ому)$/.test(next);
  return /[ая]$/.test(name) ? /(?:[ая]|ого|[иеоую])$/.test(next) : true;
}

/**
 * The words that agree with the first noun or name in the nominative, the others as they are; null where that cannot be
 * told.
 */
function inDictionaryForm(words: readonly PhraseWord[], body: string): string | null {
  const head = words.findIndex(({ kind }) => kind !== "adjective");
  const noun = words[head];
  if (noun === undefined) return null;
  const isLone = head === 0;
  const length = isLone && noun.kind === "name" ? nameLength(words) : head + 1;
  const agreeing = words.slice(0, length);
  const forms = isLone && noun.kind === "name" ? nominativeName(agreeing, body) : nominative(agreeing, body);
  if (forms === null) return null;
  // «президента Владимира»: the name may agree too.
  if (
    noun.kind === "noun" &&
    forms[head] !== noun.folded &&
    words[length]?.kind === "name" &&
    words[length + 1] !== undefined
  ) {
    return null;
  }
  const shown = words.map((word, i) => written(word, forms[i] ?? word.folded));
  return shown.join(" ");
}

function nameLength(words: readonly PhraseWord[]): number {
  if (words[0]?.kind !== "name") return 0;
  const end = words.findIndex((word, i) => !isOneName(word, words[i + 1]));
  return end + 1;
}

/** A longer word in capitals is no abbreviation. */
const SHOUTED = /^[А-ЯЁ][А-ЯЁ-]{6,}$/;

/** Chooses the spelling of the text if it is the form; else the form with the same capital. */
function written({ text, folded, isCapitalised }: PhraseWord, form: string): string {
  if (form === folded && !SHOUTED.test(text))
    return isCapitalised ? text : text === text.toUpperCase() ? folded : text.toLowerCase();
  if (!isCapitalised) return form;
  return text.split("-").length === form.split("-").length ? capitalisedAs(text, form) : form;
}

function capitalisedAs(text: string, form: string): string {
  const parts = text.split("-");
  return form
    .split("-")
    .map((part, i) => {
      const isUpper = parts[i]?.charAt(0) !== parts[i]?.charAt(0).toLowerCase();
      return isUpper ? part.charAt(0).toUpperCase() + part.slice(1) : part;
    })
    .join("-");
}

// Nouns with the adjectives before them.

type Agreement = "masculine" | "feminine" | "neuter" | "plural";

/** Their forms in the nominative; null where the number cannot be told, or no form of the dictionary is found. */
function nominative(words: readonly PhraseWord[], body: string): string[] | null {
  const noun = words.at(-1);
  if (noun === undefined) return null;
  const adjectives = words.slice(0, -1);
  const form = noun.lemmas.length > 0 ? nominativeNoun(noun, adjectives) : nominativeUnknown(noun, body);
  if (form === null) return null;
  const agreement = noun.lemmas.includes(form) || form === noun.lemma ? genderOf(form) : "plural";
  const forms = adjectives.map((adjective) => nominativeAdjective(adjective, agreement));
  return forms.every((one) => one !== null) ? [...forms, form] : null;
}

/** Finds the shorter form of an unknown word in the text: «коронавирус» for «коронавируса». */
function nominativeUnknown({ folded, lemma }: PhraseWord, body: string): string {
  if (folded !== lemma) return lemma;
  const stem = /^(.{3,}[бвгджзклмнпрстфхцчшщ])(?:а|у|ом|е)$/.exec(folded)?.[1];
  return stem !== undefined && hasWord(body, stem) ? stem : folded;
}

function nominativeNoun(noun: PhraseWord, adjectives: readonly PhraseWord[]): string | null {
  const { folded, isFirst } = noun;
  // «лавре» is of лавра, and not of лавр, where its adjective is feminine.
  const isFeminine = adjectives.length > 0 && /(?:[ое]й|[ую]ю|ая|яя)$/.test(adjectives[0]?.folded ?? "");
  const lemma = (isFeminine ? noun.lemmas.find((one) => genderOf(one) === "feminine") : undefined) ?? noun.lemma;
  const [adjective] = adjectives;
  if (folded === lemma && !(adjective !== undefined && /[иы]е$/.test(adjective.folded))) return lemma;
  if (adjective === undefined) {
    if (isFirst && /[ыиая]$/.test(folded)) return folded;
    return /(?:[ая]м|[ая]ми|[ая]х)$/.test(folded) ? nominativePlural(folded, lemma) : lemma;
  }
  if (/[иы]е$/.test(adjective.folded)) return folded;
  if (/(?:[иы]х|[иы]ми)$/.test(adjective.folded)) return nominativePlural(folded, lemma);
  if (/[иы]м$/.test(adjective.folded) && /[ая]м$/.test(folded)) return nominativePlural(folded, lemma);
  return lemma;
}

/** Made of an oblique case, and looked up: игр is игры. */
function nominativePlural(form: string, lemma: string): string | null {
  const stem = form.replace(/(?:[ая]ми?|[ая]х|[ое]в|ей|[аяыи])$/, "");
  const plural = ["ы", "и", "а", "я", "е"].map((ending) => stem + ending);
  return plural.find((one) => one !== lemma && isFormOf(one, lemma)) ?? null;
}

/** сутки are plural, такси is none. */
function genderOf(lemma: string): Agreement {
  if (/[ыи]$/.test(lemma) && ["ам", "ям"].some((ending) => isFormOf(lemma.slice(0, -1) + ending, lemma)))
    return "plural";
  if (/[ая]$/.test(lemma)) return "feminine";
  if (/[оеё]$/.test(lemma)) return "neuter";
  return lemma.endsWith("ь") && isFormOf(`${lemma}ю`, lemma) ? "feminine" : "masculine";
}

const ADJECTIVE_FORMS: Readonly<Record<Agreement, readonly string[]>> = {
  masculine: ["ый", "ий", "ой"],
  feminine: ["ая", "яя", "ья"],
  neuter: ["ое", "ее", "ье"],
  plural: ["ые", "ие", "ьи"],
};

/** Looked up; of an adjective that the dictionary lacks as its stem has it. */
function nominativeAdjective({ folded, lemma }: PhraseWord, agreement: Agreement): string | null {
  const stem = folded.replace(ENDING_OF_ADJECTIVE, "");
  const forms = ADJECTIVE_FORMS[agreement].map((ending) => stem + ending);
  if (forms.includes(lemma)) return lemma;
  if (lemma !== folded || isFormOf(folded, lemma)) return forms.find((form) => isFormOf(form, lemma)) ?? null;
  return (/[гкхжчшщ]$/.test(stem) && agreement !== "feminine" && agreement !== "neuter" ? forms[1] : forms[0]) ?? null;
}

// Names. A first name that the dictionary has says whether the others are in the nominative, and of whom they are.

function nominativeName(words: readonly PhraseWord[], body: string): string[] {
  const [first, ...others] = words;
  if (first === undefined) return [];
  if (first.lemmas.length === 0 && others.length === 1 && others[0]?.lemmas.length === 0)
    return unknownName(words, body);
  if (first.folded === first.lemma) return words.map(({ folded }) => folded);
  const isFeminine = /[ая]$/.test(first.lemma);
  const nominativeOf = (name: string) => {
    if (isFeminine) return ofWoman(name);
    return isOfSameCase(first.folded, name) ? ofMan(name) : name;
  };
  return [first.lemma, ...others.map(({ folded }) => nominativeOf(folded))];
}

/**
 * Tells whether a surname has the case of a man's first name. Шойгу in «Сергея Шойгу» has not, since it does not
 * decline.
 */
function isOfSameCase(first: string, last: string): boolean {
  const [, ends] = MALE_CASES.find(([ofFirst]) => ofFirst.test(first)) ?? [];
  return ends === undefined || ends.test(last);
}

/** Endings of surnames by those of first names. */
const MALE_CASES: readonly (readonly [first: RegExp, last: RegExp])[] = [
  [/[ое]м$/, /(?:[оеыи]м|ией)$/],
  [/[ую]$/, /(?:[ую]|ому|ии)$/],
  [/е$/, /(?:е|ом|ии)$/],
  [/[ая]$/, /(?:[аяи]|ого)$/],
];

/**
 * A first name that the dictionary lacks, and a surname: in the nominative where both have the endings of one oblique
 * case. Of endings that a nominative may have too, the text tells by the shorter form: «Руперта Мердока», where it has
 * Мердок.
 */
function unknownName(words: readonly PhraseWord[], body: string): string[] {
  const [first = "", last = ""] = words.map(({ folded }) => folded);
  const text = words[1]?.text ?? "";
  const woman = /^(.+)(?:[ыиеую]|[ое]й)$/.exec(first)?.[1];
  if (woman !== undefined && /(?:[ое]в|[иы]н|[сц]к)(?:ой|ую)$/.test(last)) return [nameOfWoman(woman), ofWoman(last)];
  const man = /^(.+[бвгджзклмнпрстфхцчшщ])(?:а|у|ом|ем|е)$/.exec(first)?.[1];
  const stem = ofMan(last);
  const isTold = stem !== last && text.length > 1 && hasWord(body, text.slice(0, stem.length));
  if (stem !== last && (isTold || (man !== undefined && isSameCase(first, last))))
    return [isTold || man !== undefined ? (man ?? first) : first, stem];
  // «Биньямином Нетаньяху»
  if (man !== undefined && /[ое]м$/.test(first) && /[иоуеэюя]$/.test(last)) return [man, last];
  return [first, last];
}

function nameOfWoman(stem: string): string {
  return /[бвдзлмнпрстфгкхцжчшщ]$/.test(stem) ? `${stem}а` : `${stem}я`;
}

function hasWord(text: string, word: string): boolean {
  // To look for the letters alone is faster by far, and mostly finds none.
  return text.includes(word) && new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, "u").test(text);
}

/**
 * Tells whether both endings are of one case; no nominative has them: «Дастином Поровым», «Алишеру Усманову», but not
 * «Уго Чавесу».
 */
function isSameCase(first: string, last: string): boolean {
  if (/[ое]м$/.test(first)) return /(?:[иы]м|[ое]м)$/.test(last);
  return (/у$/.test(first) && /(?:у|ому)$/.test(last)) || (/а$/.test(first) && /ого$/.test(last));
}

function ofMan(name: string): string {
  if (/^.{2,}и(?:и|ей|ю)$/.test(name)) return name.replace(/(?:и|ей|ю)$/, "я");
  const found =
    /^(.{2,}(?:[ое]в|[иы]н))(?:а|у|ым|е)$/.exec(name)?.[1] ??
    /^(.{2,}[бвгджзклмнпрстфхцчшщ])(?:а|у|ом|ем|е)$/.exec(name)?.[1];
  if (/[бвгджзклмпрстфхцчшщь]ным$/.test(name)) return `${name.slice(0, -1)}й`;
  if (/^.{2,}[сц]к(?:ого|ому|им|ом)$/.test(name)) return name.replace(/(?:ого|ому|им|ом)$/, "ий");
  if (/^.{2,}(?:ого|ому)$/.test(name)) return name.replace(/(?:ого|ому)$/, "ый");
  return found ?? name;
}

function ofWoman(name: string): string {
  if (/^.{2,}[сц]к(?:ой|ую)$/.test(name)) return name.replace(/(?:ой|ую)$/, "ая");
  return /^.{2,}(?:[ое]вн?|[иы]н|ичн)(?:ой|у)$/.test(name) ? name.replace(/(?:ой|у)$/, "а") : name;
}
