/**
 * Suggests what a reader may be about to type: the query with its last word complete, and titles of articles.
 */

import {
  type BooleanNode,
  countTerms,
  type IndexSnapshot,
  mapChildren,
  type QueryNode,
  type QueryPlan,
  type RankedHit,
  termsOf,
} from "../../index/read.ts";
import { compareText, type DocumentSection, type NameEvidence } from "../../index/shared.ts";
import { analysisBook, type Synonyms } from "../../russian/queries.ts";
import { isPreposition, parsePhraseTerm } from "../../russian/titles.ts";
import {
  foldCaseAndYo,
  foldWord,
  isInsideSentence,
  isOffered,
  isRussianWord,
  isStopWord,
  type QueryWord,
  readFirstNames,
  readWords,
  russianAnalyzer,
  termAsAbbreviation,
} from "../../russian/words.ts";
import { articleFields, type StoredArticle } from "../../schema/schema.ts";
import type { MarkedText, Suggestion } from "../../search-api.ts";
import { readInTurn } from "../ask.ts";
import { type BeginningForm, BeginningForms } from "../expansion/beginning-forms.ts";
import { familiesOfForm } from "../expansion/form-terms.ts";
import { type Counted, commonest, type LiveCount, mostOf, settle } from "../expansion/live-counts.ts";
import { completionOf, type TypedForm, typedForms } from "../expansion/prefix-words.ts";
import { loadArticleDocuments, toFoundArticle } from "../found-article.ts";
import { loadMarks } from "../passages/query-marks.ts";
import { markArticle } from "../passages/snippet.ts";
import { scaledNode } from "../ranking/article-clause-nodes.ts";
import { type ArticlePlan, compileArticleQuery, readQueryWords } from "../ranking/article-query.ts";
import { rankPage } from "../ranking/ranked-page.ts";
import { isOneEdit } from "../spelling/noisy-channel.ts";
import { findRepair } from "../spelling/spelling.ts";
import { findAll } from "../spelling/spelling-dictionary.ts";
import { findDoubts, findKnownWords, plainWords, RIGHT_WORD } from "../spelling/word-doubts.ts";
import { findContinuations, mayGoOn } from "./continuations.ts";
import { readFamilies, type WordOfForms, wordsOfForms } from "./dictionary-form.ts";
import { isNameOfWords, isSurnameOfWoman } from "./name-cases.ts";
import type { SuggestionQuery } from "./ready-suggestions.ts";
import {
  choosePhrases,
  groupPhrases,
  isOfWords,
  type TitleOffer,
  TitleOffers,
  type TitlePhrase,
  writtenOf,
} from "./title-offers.ts";

/** A list of ten shows no more than the commonest ways to go on. Untuned. */
const MAX_TITLE_TERMS = 16;

/**
 * Words and phrases first, at least a quarter of the limit titles where there are so many. Nothing for an empty text.
 * Where nothing goes on from the text as it is, suggestions for what it was meant to be (spelling.ts), words that the
 * index knows staying. Requests: as BeginningForms, of the forms of texts and of what titles offer; then, at the same
 * time, as suggestWords and loadArticles, with the blocks of the lexicon that tell of capitals behind them; all this
 * once more for what was meant.
 */
export async function suggest(
  snapshot: IndexSnapshot,
  query: SuggestionQuery,
  ownerWords: Synonyms | null = null,
): Promise<Suggestion[]> {
  const { text, limit } = query;
  if (text.trim() === "") return [];
  const { suggestions } = await readInTurn<string, Suggested>({
    readings: [text],
    steps: [meantStep(snapshot, text, ownerWords)],
    look: async (reading) => {
      const asked = await findTyped(snapshot, reading, ownerWords);
      return { asked, suggestions: await suggestFor(snapshot, asked, query) };
    },
    isEnough: () => true,
  });
  return listed(suggestions, text, limit);
}

/** The suggestions for a text. */
interface Suggested {
  readonly asked: Typed;
  readonly suggestions: readonly RatedSuggestion[];
}

/**
 * Finds the intended text if it has no continuation. Of Latin letters a title, or the very word, is nothing to go on
 * with.
 */
function meantStep(snapshot: IndexSnapshot, text: string, ownerWords: Synonyms | null) {
  return {
    async next({ asked: { typed, compiled, before }, suggestions }: Suggested): Promise<string | null> {
      const isLatin = typed !== null && /^[a-z'’-]{2,}$/i.test(text.slice(typed.word.start, typed.word.end));
      const goesOn = ({ kind, text: one }: RatedSuggestion) => kind === "word" && foldedText(one) !== foldedText(text);
      if (isLatin ? suggestions.some(goesOn) : suggestions.length > 0) return null;
      const counts = await countTerms(snapshot, termsOf(compiled.plan.root));
      const found = await findKnownWords(compiled.groups, counts);
      const known = new Map([...found.keys()].map((start) => [start, RIGHT_WORD]));
      if (typed !== null && !isLatin && (await typed.forms.commonest(1, "set")).length > 0) {
        known.set(typed.word.start, RIGHT_WORD);
      }
      if (typed !== null && isLatin) known.delete(typed.word.start);
      const words = plainWords(before, compiled.groups);
      // Known words may stand in one article: as in a search that finds all of them, the dictionary alone joins them.
      const isFound = words.every(({ start, isStopWord }) => isStopWord || known.has(start));
      const { documentCount } = snapshot;
      const doubts = await findDoubts(before, compiled.groups, { known, documentCount, isFound });
      const repair = doubts && (await findRepair(snapshot, before, doubts, { known, ownerWords }));
      if (repair !== null && repair.corrections.length > 0) return repair.text + text.slice(before.length);
      return isLatin ? inRussian(text, compiled) : null;
    },
    choose: (meant: Suggested, found: Suggested): Suggested => ({
      ...meant,
      suggestions: [...found.suggestions, ...meant.suggestions],
    }),
  };
}

/** The text with its last word as the analyzer knows it to be spelled in Russian (trump: трамп), or as it begins so. */
function inRussian(text: string, { typedWord }: ArticlePlan): string | null {
  const terms = typedWord?.alternatives.flatMap((one) => (one.terms.length === 1 ? one.terms : [])) ?? [];
  const term = terms.find((one) => /^[а-я]+$/.test(one));
  return typedWord === null || term === undefined ? null : text.slice(0, typedWord.start) + term;
}

/** A suggestion, and what the documents of its word or phrase count together: 0 of a title. */
interface RatedSuggestion extends Suggestion {
  readonly documents: number;
}

/**
 * Words and phrases by falling count, then titles; each in one form, and none that is typed already. At most `limit`.
 */
async function listed(found: readonly RatedSuggestion[], typedText: string, limit: number): Promise<Suggestion[]> {
  const phraseOf = await groupPhrases(
    found.map(({ kind, text }) => (kind === "title" ? "" : foldCaseAndYo(text))).filter(isOfWords),
  );
  const seen = new Set<string | number | undefined>([foldCaseAndYo(typedText.trim())]);
  const isNew = (key: string | number | undefined) => !seen.has(key) && seen.add(key).has(key);
  const others = found
    .filter(({ kind }) => kind !== "title")
    .sort((a, b) => b.documents - a.documents)
    .filter(({ text }) => isNew(foldCaseAndYo(text)) && (!isOfWords(text) || isNew(phraseOf.get(foldCaseAndYo(text)))));
  const titles = found.filter(({ kind, text }) => kind === "title" && isNew(foldCaseAndYo(text)));
  const titleCount = Math.min(titles.length, Math.max(limit - others.length, Math.floor(limit / 4)));
  return [...others.slice(0, limit - titleCount), ...titles.slice(0, titleCount)].map(
    ({ documents: _, ...suggestion }) => suggestion,
  );
}

/**
 * The text without a letter at the end that stands behind other words, which begins too many words to be completed:
 * «мвд р» is «мвд ».
 */
function withoutLetter(text: string, lastWord: QueryWord | null): string {
  const isLetter = lastWord !== null && /^\p{L}$/u.test(lastWord.text) && lastWord.end === text.length;
  const before = isLetter ? text.slice(0, lastWord.start) : "";
  return /\S\s+$/u.test(before) ? before : text;
}

/** Words, phrases and titles. One letter is no word of a title. */
async function suggestFor(
  snapshot: IndexSnapshot,
  { text, before, compiled, typed, offers }: Typed,
  { limit, section, hitsRead }: Omit<SuggestionQuery, "text">,
): Promise<RatedSuggestion[]> {
  const isOneWord = typed?.termsBefore.every((before) => before.length === 0) === true;
  const isWord = isOneWord || (typed !== null && text.trim() === text.slice(typed.word.start));
  const completed = typed?.completed ?? compiled;
  const phrases = await suggestPhrases(offers, typed, text, limit);
  // The dictionary form of a word is of the wrong case there: articles tell the right one.
  const isGoverned = typed !== null && isPreposition(foldedText(text.slice(0, typed.word.start)).trimEnd());
  const wordsBefore = typed === null ? "" : foldedText(text.slice(0, typed.word.start)).trimEnd();
  const isAsked = wordsBefore.split(" ").every((word) => BEFORE_NOMINATIVE.has(word));
  const isAlone = isWord && !isGoverned && isAsked && (compiled.isLastWordAlone || !isOneWord);
  const finding = isAlone ? findWords(snapshot, typed, offers, text, limit) : Promise.resolve([]);
  const reading = async (): Promise<readonly ReadArticle[]> => {
    if (phrases.length < ENOUGH_PHRASES && mayGoOn(text)) {
      const count = before === text ? READ_ARTICLES : READ_BEHIND_LETTER;
      const ranked = await rankArticles(snapshot, titlesFirst(completed.plan), count, section);
      return loadArticles(snapshot, ranked, section);
    }
    if (typed?.beginning.length === 1 || isStopWord(text.trim().toLowerCase())) return [];
    const ranked = await rankArticles(snapshot, inTitle(completed.plan), limit, "cards");
    // What goes on from one word is known by now.
    const others = isAlone ? countApart(await finding, phrases, foldedText(text)) : limit / 2;
    const wanted = Math.max(Math.floor(limit / 4), limit - Math.floor(others));
    await hitsRead;
    return loadArticles(snapshot, ranked.slice(0, wanted), "cards");
  };
  const hasWords = completed.words.length + completed.phrases.length > 0;
  const [words, articles] = await Promise.all([finding, hasWords ? reading() : []]);
  const continued = phrases.length < ENOUGH_PHRASES ? await suggestContinuations(text, articles, limit) : [];
  const titles = await titlesOf(articles, completed, isAlone ? limit : Math.ceil(limit / 2));
  const shownWords = isAlone ? await writeWords(snapshot, words, titles, text, typed.word) : [];
  const shownTitles = titles.map(({ title }): RatedSuggestion => ({ kind: "title", ...title, documents: 0 }));
  return [...inFull(words, shownWords, phrases, foldedText(text)), ...continued, ...shownTitles];
}

/** A word behind these is in the nominative: «кто такой Путин». Behind «мне» it would be of no case. */
const BEFORE_NOMINATIVE: ReadonlySet<string> = new Set([
  "",
  ..."кто что где когда как почему зачем такой такая такое это и".split(" "),
]);

/** Folds a text as the keys of phrases are. */
function foldedText(text: string): string {
  return foldCaseAndYo(text).trimStart().replace(/\s+/g, " ");
}

/** Fewest letters of a phrase's beginning: fewer begin too many; the first words of these are suggested. */
const MIN_PHRASE_LENGTH = 3;
/** Offers of titles that are sorted into words or phrases for each that is wanted. Untuned. */
const OFFERS_A_SUGGESTION = 8;
/** Number of documents from which on a phrase is offered for its first word: one title may say anything but a name. */
const MIN_PHRASE_DOCUMENTS = 2;
/**
 * A name of several words stands for its last one where it counts this share of it: «Гидрометцентр России» is not for
 * Россия. Untuned.
 */
const MIN_NAMED_SHARE = 1 / 10;
/** Number of title phrases from which on no articles are read for more. Untuned. */
const ENOUGH_PHRASES = 2;
/** Number of the best articles that are read for continuations, a stored block each. Tuned. */
const READ_ARTICLES = 10;
/** The same behind a letter, which they were not found by. */
const READ_BEHIND_LETTER = 16;
/** Weight of a read article beside the title of another (title-offers.ts). Untuned. */
const CONTINUATION_WEIGHT = 2;

/**
 * The phrases of titles that go on from the text, as titles write them. Of few letters the names that end in a word
 * that begins so.
 */
async function suggestPhrases(
  found: TitleOffers,
  end: TypedEnd | null,
  text: string,
  limit: number,
): Promise<RatedSuggestion[]> {
  const typed = foldedText(text);
  const isShort = typed.length < MIN_PHRASE_LENGTH;
  const isOfSurname = ({ key }: Pick<TitleOffer, "key">) => !key.startsWith(typed);
  const isOffer = (term: string) => isOfWords(term) && (!isShort || isOfSurname(parsePhraseTerm(term)));
  const offers = found.commonest(OFFERS_A_SUGGESTION * limit, isOffer);
  const isWanted = (phrase: TitlePhrase) =>
    isOfWords(typed) ||
    phrase.documents >= MIN_PHRASE_DOCUMENTS ||
    (isNameOfWords(phrase.text) && (isOfSurname(phrase) || phrase.key.startsWith(`${typed} `)));
  // As findWords asks for them.
  const forms = isOfWords(typed) ? [] : await end?.forms.commonest(FORMS_A_WORD * limit, "set", mayBeWord);
  return (
    await choosePhrases(
      offers,
      limit,
      isWanted,
      forms?.map((form) => form.text),
    )
  ).map((phrase) => ({
    kind: "word",
    text: phrase.text,
    documents: phrase.weight * (isName(phrase.text) ? KIND_WEIGHTS.name : KIND_WEIGHTS.noun),
    highlights: [stretch(beginsAt(phrase.text, typed), typed.trimEnd().length)],
  }));
}

/** Words and phrases, of which a name of several words counts once with its surname. */
function countApart(words: readonly SuggestedWord[], phrases: readonly RatedSuggestion[], typed: string): number {
  const surnames = new Set(phrases.flatMap((phrase) => surnameOf(phrase, typed) ?? []));
  return phrases.length + words.filter(({ form, forms }) => ![form, ...forms].some((one) => surnames.has(one))).length;
}

/** The last word of a name that what is typed begins, folded; null of another phrase. */
function surnameOf({ text }: RatedSuggestion, typed: string): string | null {
  const start = beginsAt(text, typed);
  return start > 0 ? foldCaseAndYo(text.slice(start)) : null;
}

/**
 * Words and phrases, of which a name of several words stands where its surname would: «Владимир Путин» for «Путин».
 * Where too little is typed for phrases, these alone.
 */
function inFull(
  words: readonly SuggestedWord[],
  shown: readonly RatedSuggestion[],
  phrases: readonly RatedSuggestion[],
  typed: string,
): RatedSuggestion[] {
  const weights = new Map<RatedSuggestion, number>();
  const oblique = new Set<RatedSuggestion>();
  const left = shown.filter((word, i) => {
    const { kind, form, forms } = words[i] ?? { kind: "noun", form: "", forms: [] };
    if (kind !== "name" && kind !== "unknown") return true;
    const name = phrases.find((phrase) => {
      const last = surnameOf(phrase, typed);
      return last !== null && (last === form || (forms.includes(last) && isSurnameOfWoman(last)));
    });
    for (const phrase of phrases) {
      const last = surnameOf(phrase, typed);
      if (last !== null && last !== form && forms.includes(last) && !isSurnameOfWoman(last)) oblique.add(phrase);
    }
    if (name === undefined || name.documents < MIN_NAMED_SHARE * word.documents) return true;
    weights.set(name, Math.max(name.documents, word.documents));
    return false;
  });
  const isShort = typed.length < MIN_PHRASE_LENGTH;
  const named = phrases.filter((phrase) => !oblique.has(phrase) && (!isShort || weights.has(phrase)));
  return [...named.map((one) => ({ ...one, documents: weights.get(one) ?? one.documents })), ...left];
}

/** Tells whether a text begins with a capital, as names do. */
function isName(text: string): boolean {
  return text.charAt(0) !== text.charAt(0).toLowerCase();
}

function stretch(start: number, length: number): readonly [number, number] {
  return [start, start + length];
}

/** Finds where a phrase has the typed text: at its beginning, or a name at its last word. */
function beginsAt(phrase: string, typed: string): number {
  return foldCaseAndYo(phrase).startsWith(typed) ? 0 : phrase.lastIndexOf(" ") + 1;
}

/** Suggests continuations of several words from articles, in the typed forms. */
async function suggestContinuations(
  text: string,
  articles: readonly ReadArticle[],
  limit: number,
): Promise<RatedSuggestion[]> {
  const letters = text.split(/\s/).at(-1)?.length ?? 0;
  const read = articles.map(({ article }) => article);
  return (await findContinuations(text, read, limit)).map((continuation) => ({
    kind: "word",
    text: continuation.text,
    documents: CONTINUATION_WEIGHT * continuation.documents,
    highlights: [stretch(continuation.start, letters)],
  }));
}

/** The typed text: its last word, and the titles' phrases that begin with all of it. */
interface Typed {
  readonly text: string;
  /** Typed text before the word, without a letter at the end of it. */
  readonly before: string;
  /** The query of all words of `before`. */
  readonly compiled: ArticlePlan;
  readonly typed: TypedEnd | null;
  readonly offers: TitleOffers;
}

async function findTyped(snapshot: IndexSnapshot, text: string, ownerWords: Synonyms | null): Promise<Typed> {
  await readQueryWords(text, ownerWords);
  const whole = compileArticleQuery(text, "all", ownerWords);
  const before = withoutLetter(text, whole.lastWord);
  const [typed, offers] = await Promise.all([
    findTypedEnd(snapshot, whole, text),
    TitleOffers.find(snapshot, foldedText(text)),
  ]);
  await readQueryWords(before, ownerWords);
  const compiled = before === text ? whole : compileArticleQuery(before, "all", ownerWords);
  return { text, before, compiled, typed, offers };
}

/** The last word of a query, and how it may go on. */
interface TypedEnd extends TypedForm {
  /** Place of the word in the text. */
  readonly word: Pick<QueryWord, "start" | "end">;
  readonly forms: BeginningForms;
  /** The query with it completed, where it is one of its words. */
  readonly completed: ArticlePlan;
}

/**
 * Forms that are looked at of each segment at first: those of words beside others, and a third more. It changes no
 * answer. Untuned.
 */
const FIRST_FORMS = 256;

/** Null where a space or a sign says that the last word is whole, and where it is a letter behind another word. */
async function findTypedEnd(snapshot: IndexSnapshot, compiled: ArticlePlan, text: string): Promise<TypedEnd | null> {
  const letter = /^\s*(\p{L})$/u.exec(text)?.[1];
  if (letter !== undefined) {
    const forms = await BeginningForms.find(snapshot, foldWord(letter), FIRST_FORMS);
    const word = { start: text.length - letter.length, end: text.length };
    return { beginning: foldWord(letter), termsBefore: [[]], word, forms, completed: compiled };
  }
  const { lastWord: word, typedWord } = compiled;
  const [typed = null] = word === null ? [] : typedForms(word);
  if (word === null || typed === null) return null;
  const forms = await BeginningForms.find(snapshot, typed.beginning, FIRST_FORMS);
  const completion = typedWord === null ? null : await completionOf(typedWord, typed, forms, MAX_TITLE_TERMS);
  const completed = completion === null ? compiled : compiled.complete({ ...completion, countsAsWord: true });
  return { ...typed, word, forms, completed };
}

/** The words that go on from the last one. */
async function findWords(
  snapshot: IndexSnapshot,
  { forms, beginning, termsBefore }: TypedEnd,
  offers: TitleOffers,
  text: string,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  // Of a word of many parts the forms are of the last of these: titles alone have it whole.
  const isHyphenated = termsBefore.some((terms) => terms.length > 0);
  const whole = isHyphenated ? foldedText(text) : beginning;
  const ofTitles = offers.commonest(OFFERS_A_SUGGESTION * limit, (phrase) => !isOfWords(phrase));
  return suggestWords(snapshot, isHyphenated ? null : forms, ofTitles, whole, limit);
}

type Bound = "least" | "most";

/** The query with its last word whole, which is written as texts write it. What is typed of it is marked. */
async function writeWords(
  snapshot: IndexSnapshot,
  words: readonly SuggestedWord[],
  titles: readonly SuggestedTitle[],
  text: string,
  { start, end }: TypedEnd["word"],
): Promise<RatedSuggestion[]> {
  const texts = titles.flatMap(({ article }) => [article.title ?? "", article.lead, article.text]);
  const written = new Map([...writtenWords(texts, words), ...offeredNames(words)]);
  const untold = words.filter(({ form }) => !written.has(form));
  await readWords(() => analysisBook(untold.map(({ form }) => form)));
  const doubtful = untold.map((word) => ({
    ...word,
    evidence: russianAnalyzer.analyzeQuery(word.form)[0]?.nameEvidence,
  }));
  const tellingOf = (some: typeof doubtful) => some.flatMap(({ form, evidence }) => tellingTerms(form, evidence));
  const found = await findAll(snapshot, "terms", tellingOf(doubtful));
  const asTold = ({ form, kind, evidence, counts }: (typeof doubtful)[number], proof: Bound, whole: Bound) =>
    byTerms(form, kind === "name" ? capitalised(form) : form, evidence, {
      proofOf: (term) => found.get(term)?.[proof] ?? 0,
      wholeOf: (term) => found.get(term)?.[whole] ?? 0,
      documents: counts.reduce((sum, count) => sum + count[whole], 0),
    });
  const unclear = doubtful.filter((word) => asTold(word, "most", "least") !== asTold(word, "least", "most"));
  const ofTerms = tellingOf(unclear).flatMap((term) => found.get(term) ?? []);
  await settle(snapshot, new Set([...ofTerms, ...unclear.flatMap(({ counts }) => counts)]));
  for (const word of doubtful) written.set(word.form, asTold(word, "most", "most"));
  const letters = text.slice(start, end).replaceAll("-", "").length;
  return words.map((word): RatedSuggestion => {
    const shown = written.get(word.form) ?? word.form;
    const marked = typedLength(shown, letters);
    return {
      text: text.slice(0, start) + shown,
      kind: "word",
      highlights: [[start, start + marked]],
      documents: mostOf(word),
    };
  });
}

/** An article that has the words of a query. */
interface ReadArticle {
  readonly article: StoredArticle;
  /** True if its title alone has all words. */
  readonly hasTitle: boolean;
}

/** An article whose title goes on from a query. */
interface SuggestedTitle {
  /** Matched words marked. */
  readonly title: MarkedText;
  readonly article: StoredArticle;
}

/** Requests: as rankPage. */
async function rankArticles(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  limit: number,
  shown: DocumentSection,
): Promise<readonly RankedHit[]> {
  return (await rankPage(snapshot, plan, { match: "all", offset: 0, limit, counts: "page", shown })).hits;
}

/** Loads articles; the text of a card is its beginning. Requests: a block for each article that is not cached. */
async function loadArticles(
  snapshot: IndexSnapshot,
  hits: readonly RankedHit[],
  section: DocumentSection,
): Promise<readonly ReadArticle[]> {
  const documents = await loadArticleDocuments(snapshot, hits, section);
  return documents.map((document, i) => ({
    article: toFoundArticle(document).article,
    hasTitle: hits[i]?.hasAllWords === true,
  }));
}

/** Their titles, each once, at most `limit`. */
async function titlesOf(
  articles: readonly ReadArticle[],
  compiled: ArticlePlan,
  limit: number,
): Promise<SuggestedTitle[]> {
  const byTitle = new Map<string, StoredArticle>();
  for (const { article, hasTitle } of articles) {
    const key = article.title?.toLowerCase() ?? "";
    if (hasTitle && key !== "" && !byTitle.has(key)) byTitle.set(key, article);
  }
  if (byTitle.size === 0) return [];
  const marks = await loadMarks(compiled);
  const shown = [...byTitle.values()].slice(0, limit);
  return Promise.all(
    shown.map(async (article) => ({ title: (await markArticle(article.title ?? "", "", marks)).title, article })),
  );
}

const TITLE_FIELD = articleFields.fields.indexOf("title");

/** The same plan, of titles alone. */
function inTitle(plan: QueryPlan): QueryPlan {
  return { ...plan, root: { ...(nodeInTitle(plan.root) as BooleanNode), boosting: [] } };
}

/**
 * An article with all words in its title comes before those that have them elsewhere: so many times as much as a word
 * counts. Untuned.
 */
const TITLE_FACTOR = 100;

/** The same plan, with one word more that only an article with all words in its title has. */
function titlesFirst({ allTermsFactor: _, ...plan }: QueryPlan): QueryPlan {
  const children = [scaledNode(inTitle(plan).root, TITLE_FACTOR)];
  const title: QueryNode = { kind: "disjunction-max", termNumber: plan.queryTerms.length, children };
  return {
    ...plan,
    queryTerms: [...plan.queryTerms, ""],
    root: { ...plan.root, should: [...plan.root.should, title], boosting: [] },
  };
}

function nodeInTitle(node: QueryNode): QueryNode {
  const changed = mapChildren(node, nodeInTitle);
  if (changed.kind === "term") return { ...changed, fields: changed.fields.filter(({ name }) => name === "title") };
  if (changed.kind === "phrase") return { ...changed, fields: changed.fields.filter((field) => field === TITLE_FIELD) };
  return changed;
}

/** A word to go on with. */
interface SuggestedWord extends WordOfForms, Counted {
  /** Forms of the word that texts have. */
  readonly inTexts: readonly BeginningForm[];
  /** Titles' words and phrases of it. */
  readonly offers: readonly TitleOffer[];
}

/**
 * Letters, perhaps with hyphens between, and digits behind; or a host of Latin letters (mail.ru): no numbers, dates or
 * e-mails.
 */
const WORD = /^(?:\p{L}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*|[a-z][a-z0-9-]*\.[a-z]{2,6})$/u;

/** Letters of two alphabets: a space between two words was lost. */
const GLUED = /[а-я][a-z]|[a-z][а-я]/;

const mayBeWord = (form: string): boolean => WORD.test(form) && !GLUED.test(form) && isOffered(form);

/** Number of the commonest forms that are sorted into families for each wanted word; a family rarely shows more. */
const FORMS_A_WORD = 8;

/**
 * Weight of a word against a noun with as many documents: readers search for names and for what is new, few for
 * «российский», and nobody for «заявить». Untuned.
 */
const KIND_WEIGHTS = { name: 3, unknown: 3, noun: 1, adjective: 1 / 4, verb: 1 / 16 } as const;
/** Weight of a word whose dictionary form does not begin as typed: «люд» does not begin человек. Untuned. */
const NO_LEMMA_WEIGHT = 1 / 16;

/**
 * Finds at most `limit` words whose forms continue a folded beginning, one of each family, in dictionary form, by
 * falling number of live documents. Requests: as BeginningForms.commonest, and for the forms of families between which
 * their order is in doubt (live-counts.ts).
 */
async function suggestWords(
  snapshot: IndexSnapshot,
  forms: BeginningForms | null,
  offers: readonly TitleOffer[],
  beginning: string,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  const found = (await forms?.commonest(FORMS_A_WORD * limit, "set", mayBeWord)) ?? [];
  await readFamilies(beginning);
  const texts = new Set([...found.map(({ text }) => text), ...offers.map(({ key }) => key).filter(mayBeWord)]);
  const sorted = [...texts].sort(compareText);
  const offered = (await wordsOfForms(sorted, beginning)).filter(({ form }) => isOffered(form));
  const firstNames = await readFirstNames(offered.filter(({ kind }) => kind === "name").map(({ form }) => form));
  const words = offered.map((word): SuggestedWord => {
    const own = new Set(word.forms);
    const inTexts = found.filter(({ text }) => own.has(text));
    const inTitles = offers.filter(({ key }) => own.has(key));
    // A first name by itself is of nobody.
    const kind = word.kind === "name" && firstNames.has(word.form) ? "noun" : word.kind;
    const weight = word.isDictionaryForm ? KIND_WEIGHTS[kind] : NO_LEMMA_WEIGHT;
    return {
      ...word,
      text: word.form,
      inTexts,
      offers: inTitles,
      counts: [...inTexts.map(({ count }) => count), ...inTitles.map(countOf)],
      weights: [...inTexts.map(() => weight), ...inTitles.map((offer) => (weight * offer.weight) / offer.documents)],
    };
  });
  const inDictionaryForm = words.filter(({ isDictionaryForm }) => isDictionaryForm);
  // «люди» are of человек; «будете» is nothing to search for.
  const others = words.filter(({ kind }) => kind !== "verb" && kind !== "adjective");
  const shown = inDictionaryForm.length > 0 ? inDictionaryForm : others;
  const ordered = (await commonest(snapshot, shown, 2 * limit, "order")) ?? [];
  // Behind a word that is whole it may be two words without a space: «годаязык».
  const isWhole = familiesOfForm(beginning).length > 0;
  const untitled = ordered.slice(isWhole ? 0 : 1).filter((word) => word.offers.length === 0);
  await readWords(() => [untitled.map(({ form }) => form).filter(isRussianWord)]);
  const unsure = untitled.filter(({ form }) => familiesOfForm(form).length === 0);
  await settle(snapshot, new Set(unsure.flatMap(({ counts }) => counts)));
  const rare = new Set(unsure.filter(({ counts }) => documentsOf(counts) < MIN_UNSURE_DOCUMENTS));
  return ordered.filter((word, i) => !rare.has(word) && !isMisspelt(word, ordered.slice(0, i))).slice(0, limit);
}

/**
 * Documents from which on an unknown word without a title is trusted: in one article it is more often a slip. It is
 * shown if nothing is commoner.
 */
const MIN_UNSURE_DOCUMENTS = 2;

function documentsOf(counts: readonly LiveCount[]): number {
  return counts.reduce((sum, { most }) => sum + most, 0);
}

/** Shorter words that differ in a letter are different words. Untuned. */
const MIN_MISSPELT_LENGTH = 7;

/**
 * Tells whether an unknown word is a commoner one with a letter wrong, missing, extra or swapped with its neighbour.
 */
function isMisspelt({ kind, form }: SuggestedWord, commoner: readonly SuggestedWord[]): boolean {
  if (kind !== "unknown" || form.length < MIN_MISSPELT_LENGTH) return false;
  return commoner.some((other) => other.form !== form && isOneEdit(form, other.form));
}

// How a word is written: small letters, a capital, capitals. The index folds its forms; texts at hand and the terms
// that names and abbreviations leave tell.

/** Number of characters of a text that are read; news name their names early. */
const READ_LENGTH = 1_000;

/** A word with this share of its documents as a name or an abbreviation is one. */
const TELLING_SHARE = 0.5;

/**
 * Finds the most frequent spelling inside sentences of each word, by its form, in it or in another of its forms. One
 * capital of a word of the dictionary says nothing: it stands in names of firms and headings.
 */
function writtenWords(texts: readonly string[], words: readonly SuggestedWord[]): Map<string, string> {
  const wordOfForm = new Map(words.flatMap((word) => word.forms.map((form) => [form, word] as const)));
  for (const word of words) wordOfForm.set(word.form, word);
  const ways = new Map<string, Map<string, number>>();
  for (const text of texts) {
    const read = text.slice(0, READ_LENGTH);
    for (const { 0: word, index } of read.matchAll(/\p{L}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*/gu)) {
      const folded = foldWord(word);
      // A designation is one form, with its hyphen and without: су57.
      const form = /\d/.test(folded) ? folded.replaceAll("-", "") : folded;
      const shown = wordOfForm.get(form);
      if (shown === undefined || !isInsideSentence(read, index)) continue;
      const way = form === shown.form ? word : writtenAs(shown.form, word);
      const ofWord = ways.get(shown.form) ?? new Map<string, number>();
      ways.set(shown.form, ofWord.set(way, (ofWord.get(way) ?? 0) + 1));
    }
  }
  return new Map(
    [...ways].flatMap(([form, ofWord]) => {
      const [way, count] = [...ofWord].reduce((a, b) => (b[1] > a[1] ? b : a));
      const isName = wordOfForm.get(form)?.kind === "name" || wordOfForm.get(form)?.kind === "unknown";
      const isTold = isName || count > 1 || way === way.toLowerCase() || foldCaseAndYo(way) !== form;
      return isTold ? [[form, way] as const] : [];
    }),
  );
}

/** Finds the titles' spelling of words that may be names, by their form. */
function offeredNames(words: readonly SuggestedWord[]): Map<string, string> {
  const names = words.filter(({ kind, offers }) => offers.length > 0 && (kind === "name" || kind === "unknown"));
  return new Map(
    names.map(({ form, offers }) => {
      const own = offers.filter(({ key }) => key === form);
      return [form, own.length > 0 ? writtenOf(own) : writtenAs(form, writtenOf(offers))] as const;
    }),
  );
}

/** Exact, so that nothing is read for it. */
function countOf({ key, documents }: TitleOffer): LiveCount {
  return { kind: "forms", text: key, least: documents, most: documents };
}

/** A folded word with the capitals of another form of it. */
function writtenAs(form: string, other: string): string {
  if (other === other.toLowerCase()) return form;
  return other.length > 1 && other === other.toUpperCase() ? form.toUpperCase() : capitalised(form);
}

function capitalised(word: string): string {
  return word.replace(/(^|-)(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** Counts the typed characters of a word from its typed letters and digits. */
function typedLength(word: string, letters: number): number {
  let left = letters;
  for (let i = 0; i < word.length; i += 1) {
    if (left === 0) return i;
    if (word[i] !== "-") left -= 1;
  }
  return word.length;
}

/** Terms that tell of a form whether it is a name or an abbreviation. */
function tellingTerms(form: string, evidence: NameEvidence | undefined): string[] {
  const abbreviation = termAsAbbreviation(form);
  const ofName = evidence === undefined ? [] : [evidence.term, evidence.mark];
  return abbreviation === null ? ofName : [...ofName, abbreviation];
}

/** Live documents, exact or bounds: of what would prove a case, and of what it must be a share of. */
interface CaseCounts {
  proofOf(term: string): number;
  wholeOf(term: string): number;
  /** Number of documents with the word in any of its forms. */
  readonly documents: number;
}

/** The form as these terms tell; `untold` where they do not. */
function byTerms(form: string, untold: string, evidence: NameEvidence | undefined, counts: CaseCounts): string {
  const abbreviation = termAsAbbreviation(form);
  const asAbbreviation = abbreviation === null ? 0 : counts.proofOf(abbreviation);
  if (asAbbreviation > TELLING_SHARE * counts.documents) return form.toUpperCase();
  if (evidence === undefined || evidence.mark === evidence.term) return untold;
  const isName = counts.proofOf(evidence.mark) > TELLING_SHARE * counts.wholeOf(evidence.term);
  return isName ? capitalised(form) : untold;
}
