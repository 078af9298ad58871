/**
 * Finds the words that follow the typed ones in articles: «цены на н» goes on with нефть though no title says so. Read
 * in the articles that are found for the query, so that nothing is kept for it.
 */
import { isPreposition, mayBeGenitive } from "../../russian/titles.ts";
import {
  foldCaseAndYo,
  foldWord,
  isInsideSentence,
  isOffered,
  isStopWord,
  mayShareTerm,
  readKinds,
} from "../../russian/words.ts";
import type { StoredArticle } from "../../schema/schema.ts";
import { readForms, termOfForm } from "../expansion/form-terms.ts";
import { readFamilies } from "./dictionary-form.ts";

/** A continuation: the typed text with its last word complete, or with an adjective and the noun behind it. */
interface Continuation {
  readonly text: string;
  /** Start of its last word. */
  readonly start: number;
  /** Articles that were read and have it. */
  readonly documents: number;
}

/** Characters that are read of each article, the same as for passages (snippet.ts). */
const READ_LENGTH = 20_000;

/**
 * The words before the last one of a text, folded, and what is typed of that; null where nothing goes on from these.
 * From a preposition alone a word goes on, in its case, once two of its letters are typed.
 */
function typedWords(text: string): { readonly words: readonly string[]; readonly letters: string } | null {
  const words = foldCaseAndYo(text).trimStart().split(/\s+/);
  const letters = words.pop() ?? "";
  if (letters === "") return null;
  const isGoverned = isPreposition(words.at(-1) ?? "") && letters.length >= MIN_GOVERNED_LENGTH;
  return words.every((word) => isStopWord(word)) && !isGoverned ? null : { words, letters };
}

/** Fewest letters behind a preposition: fewer begin too many words. */
const MIN_GOVERNED_LENGTH = 2;

/** Tells whether articles are read for continuations of a text: not if it ends with words that mean nothing. */
export function mayGoOn(text: string): boolean {
  return typedWords(text) !== null;
}

/**
 * The first `limit` ways to go on from a text of several words, the commonest first: nouns, names and adjectives with
 * nouns that begin with its last word and stand behind the others, in any of their forms.
 */
export async function findContinuations(
  text: string,
  articles: readonly StoredArticle[],
  limit: number,
): Promise<Continuation[]> {
  const typed = typedWords(text);
  if (typed === null) return [];
  const { words, letters } = typed;
  const read = articles.map(({ title, lead, text: body }) =>
    [title ?? "", lead, body.slice(0, READ_LENGTH)].map((one) => ({
      text: one,
      folded: foldCaseAndYo(one).replace(/[^\S ]/g, " "),
    })),
  );
  const start = words.join(" ").length + 1;
  const found = counted(await continuationsIn(read, words, letters));
  return found.slice(0, limit).map((one) => ({ ...one, start }));
}

/** A text of an article, and the same in small letters with plain spaces, letter for letter. */
interface ReadText {
  readonly text: string;
  readonly folded: string;
}

/** A continuation of a text, as an article writes it. */
interface Written {
  /** The same of all its forms. */
  readonly term: string;
  readonly written: string;
  /** True if it shows how to write it: in the typed forms, or inside a sentence. */
  readonly isExact: boolean;
}

/** Counts continuations by article, each term once an article, and chooses the spelling of most of them. */
function counted(articles: readonly (readonly Written[])[]): Omit<Continuation, "start">[] {
  const byTerm = new Map<string, Map<string, number>>();
  for (const article of articles) {
    for (const { term, written, isExact } of new Map(article.map((one) => [one.term, one])).values()) {
      const ways = byTerm.get(term) ?? new Map<string, number>();
      byTerm.set(term, ways.set(written, (ways.get(written) ?? 0) + (isExact ? 1 + EXACT : 1)));
    }
  }
  return [...byTerm.values()]
    .map((ways) => ({
      text: [...ways].reduce((a, b) => (b[1] > a[1] ? b : a))[0],
      documents: [...ways.values()].reduce((sum, count) => sum + (count % EXACT), 0),
    }))
    .sort((a, b) => b.documents - a.documents);
}

/** Bonus of texts in the very forms that are typed: above any number of articles. */
const EXACT = 1_000;

const WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/uy;

/** Lists for each article the words that begin with some letters behind some folded words, with these. */
async function continuationsIn(
  articles: readonly (readonly ReadText[])[],
  words: readonly string[],
  letters: string,
): Promise<Written[][]> {
  let places = articles.flatMap((texts, article) =>
    texts.flatMap((one) => [...placesIn(one, words, letters)].map((place) => ({ ...place, article }))),
  );
  for (const [i, word] of words.entries()) {
    places = places.filter(({ before }) => mayShareTerm(before[i] ?? "", word));
    await readForms(() => places.flatMap(({ before }) => (before[i] === word ? [] : [before[i] ?? "", word])));
    places = places.filter(({ before }) => before[i] === word || termOfForm(before[i] ?? "") === termOfForm(word));
  }
  const found = await Promise.all(places.map((place) => continuationsAt(place, words)));
  return articles.map((_, article) => found.filter((_written, i) => places[i]?.article === article).flat());
}

/** The place of a word that may follow the typed words. */
interface Place {
  readonly text: string;
  readonly at: number;
  /** Words before it, as many as typed. */
  readonly before: readonly string[];
}

function* placesIn({ text, folded }: ReadText, words: readonly string[], letters: string): Generator<Place> {
  const last = words.at(-1) ?? "";
  for (let at = folded.indexOf(` ${letters}`); at >= 0; at = folded.indexOf(` ${letters}`, at + 1)) {
    // Most are behind another word, which mostly begins otherwise.
    if (folded[folded.lastIndexOf(" ", at - 1) + 1] !== last[0]) continue;
    yield { text, at, before: wordsBefore(folded, at, words.length) };
  }
}

/**
 * Finds the word at a place, by its term. Behind a noun in any case it stays as it is written, since it is of no other
 * case («президента Украины»); with an adjective it is put into dictionary form («прямую линию»).
 */
async function continuationsAt({ text, at, before }: Place, words: readonly string[]): Promise<Written[]> {
  const typed = words.join(" ");
  const last = words.at(-1) ?? "";
  const word = wordAt(text, at + 1);
  const kind = word === null ? "other" : await kindOf(word);
  if (word === null || kind === "other") return [];
  const isExact = before.join(" ") === typed;
  const isSure = isExact && isInsideSentence(text, at - typed.length);
  const own = words
    .map((one, i) => writtenLike(one, before[i] ?? one, text, at - before.slice(i).join(" ").length))
    .join(" ");
  if (kind === "adjective") {
    const next = isExact ? wordAt(text, at + 2 + word.length) : null;
    if (next === null || (await kindOf(next)) !== "noun") return [];
    return [{ term: await readTerm(foldWord(next)), written: `${own} ${word} ${next}`, isExact: isSure }];
  }
  const isBehindNoun = !isStopWord(last) && (await kindOf(last)) === "noun";
  const [family] = await readFamilies(foldWord(word));
  if (isBehindNoun && kind === "noun" && family !== undefined && !mayBeGenitive(foldWord(word), family.lemma))
    return [];
  const isGoverned = isExact || isStopWord(last) || isBehindNoun;
  const written = isGoverned ? word : await agreeing(last, word);
  return written === null
    ? []
    : [{ term: await readTerm(foldWord(word)), written: `${own} ${written}`, isExact: isSure }];
}

/** Reads the term of a form. */
async function readTerm(form: string): Promise<string> {
  await readForms(() => [form]);
  return termOfForm(form);
}

/** A folded word that is typed as a text has it at a place, in this form or with the capital of another. */
function writtenLike(typed: string, found: string, text: string, at: number): string {
  if (!isInsideSentence(text, at)) return typed;
  const written = text.slice(at, at + found.length);
  if (typed === found) return written;
  return written === written.toLowerCase() ? typed : typed.charAt(0).toUpperCase() + typed.slice(1);
}

/** The last `count` words before a place, the first of them first. */
function wordsBefore(folded: string, end: number, count: number): string[] {
  const words: string[] = [];
  for (let to = end; words.length < count; ) {
    const from = to <= 0 ? -1 : folded.lastIndexOf(" ", to - 1);
    words.unshift(folded.slice(from + 1, Math.max(to, 0)));
    to = from;
  }
  return words;
}

function wordAt(text: string, at: number): string | null {
  WORD.lastIndex = at;
  return WORD.exec(text)?.[0] ?? null;
}

/** `other`: verbs, and what is not offered. */
async function kindOf(word: string): Promise<"noun" | "adjective" | "name" | "other"> {
  const form = foldWord(word);
  const [family] = await readFamilies(form);
  if (!isOffered(form) || /^\p{N}|[а-я][a-z]|[a-z][а-я]/u.test(form)) return "other";
  if (family === undefined || family.isProper) return "name";
  const [kind = "verb"] = await readKinds([family.lemma].filter(isOffered));
  return kind === "verb" ? "other" : kind;
}

/** Endings of nouns that agree with adjectives in dictionary form, by the adjective's ending. */
const AGREEING: readonly (readonly [adjective: RegExp, noun: RegExp])[] = [
  [/[ая]я$/, /[аяь]$/],
  [/[иыо]й$/, /[^аояеиы]$/],
  [/[ое]е$/, /[ое]$/],
];

/**
 * The dictionary form of a noun behind an adjective in it, with a capital where the noun has one; null where they do
 * not agree.
 */
async function agreeing(adjective: string, noun: string): Promise<string | null> {
  const lemma = (await readFamilies(foldWord(noun)))[0]?.lemma;
  if (lemma === undefined || (await kindOf(adjective)) !== "adjective") return null;
  if (!AGREEING.some(([ofAdjective, ofNoun]) => ofAdjective.test(adjective) && ofNoun.test(lemma))) return null;
  return noun === noun.toLowerCase() ? lemma : lemma.charAt(0).toUpperCase() + lemma.slice(1);
}
