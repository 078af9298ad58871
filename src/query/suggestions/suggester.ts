/**
 * What a reader may be about to ask (layer 4): the query with its last word whole, and titles of articles.
 */
import type { NameEvidence, QueryWord } from "../../analysis/analyzer.ts";
import type { Synonyms } from "../../analysis/query-words/synonyms.ts";
import { russianAnalyzer } from "../../analysis/russian-analyzer.ts";
import { isInsideSentence } from "../../analysis/words/capitals.ts";
import { abbreviationTerm, mayBeAbbreviation } from "../../analysis/words/marked-terms.ts";
import { isStopWord } from "../../analysis/words/stop-words.ts";
import { foldWord } from "../../analysis/words/word-folding.ts";
import type { MarkedText, Suggestion } from "../../search-api.ts";
import type { PostingList } from "../../segment/postings/posting-list.ts";
import { resolvedArticleOptions, type StoredArticle } from "../../segment/schema/article-options.ts";
import { compareText } from "../../segment/stored/document-order.ts";
import { type BeginningForm, BeginningForms } from "../expansion/beginning-forms.ts";
import { sureTermsOfForm, termOfForm } from "../expansion/form-terms.ts";
import { type Counted, commonest, type LiveCount, settle } from "../expansion/live-counts.ts";
import { completionOf, type TypedForm, typedForm } from "../expansion/prefix-words.ts";
import { toFoundArticle } from "../found-article.ts";
import { compileMarks } from "../passages/query-marks.ts";
import { markArticle } from "../passages/snippet.ts";
import { type BooleanNode, mapChildren, type QueryNode, type QueryPlan, termsOf } from "../plan/query-plan.ts";
import { countTerms, loadWeight } from "../plan/weight.ts";
import { type ArticlePlan, compileArticleQuery } from "../ranking/article-query.ts";
import { rankPage } from "../ranking/ranked-page.ts";
import { blocksWithin, type DocumentSet } from "../snapshot/document-set.ts";
import { type IndexSnapshot, loadHitDocuments } from "../snapshot/index-snapshot.ts";
import { findKnownWords } from "../spelling/known-words.ts";
import { findRepair } from "../spelling/spelling.ts";
import { SpellingDictionary } from "../spelling/spelling-dictionary.ts";

/** A query as far as it is typed. */
export interface SuggestionQuery {
  readonly text: string;
  /** 1 to 20. */
  readonly limit: number;
}

/** A list of ten shows no more than the commonest ways to go on. Untuned. */
const MAX_TITLE_TERMS = 16;

/**
 * Words first, half of the limit where there are titles for the other half. Nothing for an empty text. Where nothing goes on
 * from the text as it is, suggestions for what it was meant to be (spelling.ts); words that the index knows stay. Requests: as BeginningForms, then as
 * suggestWords and suggestTitles, at the same time, with those of the words beside those before, and the blocks of the
 * lexicon that tell of capitals; all this once more for what was meant.
 */
export async function suggest(
  snapshot: IndexSnapshot,
  { text, limit }: SuggestionQuery,
  ownerWords: Synonyms | null = null,
): Promise<Suggestion[]> {
  if (text.trim() === "") return [];
  const compiled = compileArticleQuery(text, "all", ownerWords);
  const typed = await findTypedEnd(snapshot, compiled);
  const found = await suggestFor(snapshot, text, compiled, typed, limit);
  if (found.length > 0) return found;
  const before = beforeLetter(text, compiled.lastWord);
  if (before !== null) return suggest(snapshot, { text: before, limit }, ownerWords);
  const known = findKnownWords(compiled.groups, await countTerms(snapshot, termsOf(compiled.plan.root)));
  if (typed !== null && (await typed.forms.commonest(1, "set")).length > 0) {
    known.set(typed.word.start, { frequency: Number.POSITIVE_INFINITY, terms: [] });
  }
  const repair = await findRepair(snapshot, text, compiled.groups, { known, ownerWords });
  if (repair === null || repair.corrections.length === 0) return [];
  const meant = compileArticleQuery(repair.text, "all", ownerWords);
  return suggestFor(snapshot, repair.text, meant, await findTypedEnd(snapshot, meant), limit);
}

/**
 * What is typed before a letter at the end, which begins too many words to go on from, up to a space: «мвд р» is «мвд ». Null
 * where there is none.
 */
function beforeLetter(text: string, lastWord: QueryWord | null): string | null {
  const isLetter = lastWord !== null && /^\p{L}$/u.test(lastWord.text) && lastWord.end === text.length;
  const before = isLetter ? text.slice(0, lastWord.start) : "";
  return /\S\s+$/u.test(before) ? before : null;
}

async function suggestFor(
  snapshot: IndexSnapshot,
  text: string,
  compiled: ArticlePlan,
  typed: TypedEnd | null,
  limit: number,
): Promise<Suggestion[]> {
  const isOneWord = typed?.termsBefore.every((before) => before.length === 0) === true;
  const [words, titles] = await Promise.all([
    isOneWord ? findWords(snapshot, compiled, typed, limit) : [],
    suggestTitles(snapshot, typed?.completed ?? compiled, isOneWord ? Math.floor(limit / 2) : limit),
  ]);
  const shown = words.slice(0, limit - titles.length);
  const shownWords = isOneWord ? await writeWords(snapshot, shown, titles, text, typed.word) : [];
  const shownTitles = titles.map(({ title }): Suggestion => ({ kind: "title", ...title }));
  return [...shownWords, ...shownTitles];
}

/** The last word of a query, and how it may go on. */
interface TypedEnd extends TypedForm {
  readonly word: QueryWord;
  readonly forms: BeginningForms;
  /** The query with it completed, where it is one of its words. */
  readonly completed: ArticlePlan;
}

/** Null where a space or a sign says that the last word is whole, and where it is a letter. */
async function findTypedEnd(snapshot: IndexSnapshot, compiled: ArticlePlan): Promise<TypedEnd | null> {
  const { lastWord: word, typedWord } = compiled;
  const typed = word === null ? null : typedForm(word);
  if (word === null || typed === null) return null;
  const forms = await BeginningForms.find(snapshot, typed.beginning);
  const completion = typedWord === null ? null : await completionOf(typedWord, typed, forms, MAX_TITLE_TERMS);
  const completed = completion === null ? compiled : compiled.complete({ ...completion, countsAsWord: true });
  return { ...typed, word, forms, completed };
}

/** So many of the commonest words are tried beside the words before, for each that is wanted. */
const TRIED_WORDS = 3;

/** Words that some article has together with those before, in any form, of the commonest ones. */
async function findWords(
  snapshot: IndexSnapshot,
  compiled: ArticlePlan,
  { forms, beginning }: TypedEnd,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  const before = compiled.planBesideLastWord();
  if (before === null) return suggestWords(snapshot, forms, beginning, limit);
  const [words, { scorers }] = await Promise.all([
    suggestWords(snapshot, forms, beginning, TRIED_WORDS * limit),
    loadWeight(snapshot, before),
  ]);
  const found = await findTermsWithin(
    snapshot,
    scorers.map((scorer) => scorer.matches(null)),
    words.map(({ form }) => termOfForm(form)),
  );
  return words.filter((_, i) => found[i] === true).slice(0, limit);
}

/** Whether each term stands in some document of the sets, one a segment. Requests: at most one a term and large segment. */
async function findTermsWithin(
  snapshot: IndexSnapshot,
  sets: readonly DocumentSet[],
  terms: readonly string[],
): Promise<boolean[]> {
  const lists = await Promise.all(snapshot.segments.map(({ reader }) => reader.postings(terms)));
  return terms.map((term) => lists.some((found, i) => found.get(term)?.some((list) => meets(list, sets[i])) === true));
}

/** Block by block, up to the first document in common. */
function meets(list: PostingList, set: DocumentSet | undefined): boolean {
  if (set === undefined) return false;
  for (const block of blocksWithin(list, set)) {
    const end = list.decode(block);
    const ordinals = list.ordinalsOf(block);
    for (let i = list.startOf(block); i < end; i += 1) if (set.has(ordinals[i] ?? 0)) return true;
  }
  return false;
}

type Bound = "least" | "most";

/** The query with its last word whole, which is written as texts write it. What is typed of it is marked. */
async function writeWords(
  snapshot: IndexSnapshot,
  words: readonly SuggestedWord[],
  titles: readonly SuggestedTitle[],
  text: string,
  { start, end }: QueryWord,
): Promise<Suggestion[]> {
  const texts = titles.flatMap(({ article }) => [article.title ?? "", article.lead, article.text]);
  const written = writtenForms(texts, new Set(words.map(({ form }) => form)));
  const doubtful = words
    .filter(({ form }) => !written.has(form))
    .map((word) => ({ ...word, evidence: russianAnalyzer.analyzeQuery(word.form)[0]?.nameEvidence }));
  const terms = await SpellingDictionary.look(snapshot, {
    ...{ texts: [], forms: [], beginnings: [], near: new Map() },
    terms: doubtful.flatMap(({ form, evidence }) => tellingTerms(form, evidence)),
  });
  const asTold = ({ form, evidence, counts }: (typeof doubtful)[number], proof: Bound, whole: Bound) =>
    byTerms(form, evidence, {
      proofOf: (term) => terms.boundsOfTerm(term)[proof],
      wholeOf: (term) => terms.boundsOfTerm(term)[whole],
      documents: counts.reduce((sum, count) => sum + count[whole], 0),
    });
  const unclear = doubtful.filter((word) => asTold(word, "most", "least") !== asTold(word, "least", "most"));
  const telling = unclear.flatMap(({ form, evidence }) => tellingTerms(form, evidence));
  terms.rely(() => telling.map((term) => terms.frequencyOfTerm(term)));
  await Promise.all([terms.settle(), settle(snapshot, new Set(unclear.flatMap(({ counts }) => counts)))]);
  for (const word of doubtful) written.set(word.form, asTold(word, "most", "most"));
  const letters = text.slice(start, end).replaceAll("-", "").length;
  return words.map(({ form }): Suggestion => {
    const word = written.get(form) ?? form;
    const marked = typedLength(word, letters);
    return { text: text.slice(0, start) + word, kind: "word", highlights: [[start, start + marked]] };
  });
}

/** An article whose title goes on from a query. */
interface SuggestedTitle {
  /** Matched words marked. */
  readonly title: MarkedText;
  readonly article: StoredArticle;
}

/**
 * The best `limit` titles of articles that go on from what is typed, each once: all words in the title, the last one perhaps as a
 * beginning. `compiled` is a query of all words. Requests: as rankPage of its plan; a stored block an
 * article.
 */
async function suggestTitles(snapshot: IndexSnapshot, compiled: ArticlePlan, limit: number): Promise<SuggestedTitle[]> {
  if (compiled.words.length + compiled.phrases.length === 0) return [];
  const query = { match: "all", offset: 0, limit, counts: "page" } as const;
  const { hits } = await rankPage(snapshot, inTitle(compiled.plan), query);
  const documents = await loadHitDocuments(snapshot, hits);
  const marks = compileMarks(compiled);
  const seen = new Set<string>();
  return documents.flatMap((document) => {
    const { article } = toFoundArticle(document);
    const { title } = article;
    if (title === null || seen.has(title.toLowerCase())) return [];
    seen.add(title.toLowerCase());
    return [{ title: markArticle(title, "", marks).title, article }];
  });
}

const TITLE_FIELD = resolvedArticleOptions.fields.indexOf("title");

/** The same plan, of titles alone. */
function inTitle(plan: QueryPlan): QueryPlan {
  return { ...plan, root: { ...(nodeInTitle(plan.root) as BooleanNode), boosting: [] } };
}

function nodeInTitle(node: QueryNode): QueryNode {
  const changed = mapChildren(node, nodeInTitle);
  if (changed.kind === "term") return { ...changed, fields: changed.fields.filter(({ name }) => name === "title") };
  if (changed.kind === "phrase") return { ...changed, fields: changed.fields.filter((field) => field === TITLE_FIELD) };
  return changed;
}

/** A form of the index to go on with. */
interface SuggestedWord {
  readonly form: string;
  /** Of all forms of its family that begin so. */
  readonly counts: readonly LiveCount[];
}

/** Letters, perhaps with hyphens between, and digits behind: no numbers, dates or addresses. */
const WORD = /^\p{L}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*$/u;

/** So many of the commonest forms are sorted into families for each word that is wanted; a family rarely shows more. */
const FORMS_A_WORD = 6;

/**
 * At most `limit` words of the forms that go on from a folded beginning, whole as texts have them, one of each family, by falling
 * number of live documents. Requests: as
 * BeginningForms.commonest, and for the forms of families between which their order is in doubt (live-counts.ts).
 */
async function suggestWords(
  snapshot: IndexSnapshot,
  forms: BeginningForms,
  beginning: string,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  const isWord = (form: string) => form !== beginning && WORD.test(form) && !isStopWord(form);
  const families = toFamilies(await forms.commonest(FORMS_A_WORD * limit, "set", isWord));
  const shown = (await commonest(snapshot, families, limit, "order")) ?? [];
  return Promise.all(
    shown.map(async ({ forms: ofFamily, counts }) => {
      const [first] = (await commonest(snapshot, ofFamily, 1, "order")) ?? [];
      return { form: first?.text ?? "", counts };
    }),
  );
}

/** Forms of one word; `text` is the first of them. */
interface Family extends Counted {
  readonly forms: BeginningForm[];
  readonly counts: LiveCount[];
}

/** Forms that share a term that is surely theirs are of one family, whatever their order. */
function toFamilies(forms: readonly BeginningForm[]): Family[] {
  const familyOfTerm = new Map<string, Family>();
  const families: Family[] = [];
  for (const form of [...forms].sort((a, b) => compareText(a.text, b.text))) {
    const terms = sureTermsOfForm(form.text);
    const known = terms.map((term) => familyOfTerm.get(term)).find((family) => family !== undefined);
    const family = known ?? { text: form.text, forms: [], counts: [] };
    if (known === undefined) families.push(family);
    family.forms.push(form);
    family.counts.push(form.count);
    for (const term of terms) familyOfTerm.set(term, family);
  }
  return families;
}

// How a word is written: small letters, a capital, capitals. The index folds its forms; texts at hand and the terms that names
// and abbreviations leave tell.

/** So much of a text is read; news name their names early. */
const READ_LENGTH = 1_000;

/** A word with this share of its documents as a name or an abbreviation is one. */
const TELLING_SHARE = 0.5;

/** The ways in which some folded words stand inside sentences of some texts, each the first way there. */
function writtenForms(texts: readonly string[], forms: ReadonlySet<string>): Map<string, string> {
  const written = new Map<string, string>();
  for (const text of texts) {
    const read = text.slice(0, READ_LENGTH);
    for (const { 0: word, index } of read.matchAll(/\p{L}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*/gu)) {
      const folded = foldWord(word);
      // A designation is one form, with its hyphen and without: су57.
      const form = /\d/.test(folded) ? folded.replaceAll("-", "") : folded;
      if (!forms.has(form) || !isInsideSentence(read, index)) continue;
      // Of several ways that of small letters: words are capitalised in names of firms and headings.
      if (!written.has(form) || word === word.toLowerCase()) written.set(form, word);
    }
  }
  return written;
}

/** How much of a word is there when so many of its letters and digits are typed. */
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
  const abbreviation = mayBeAbbreviation(form) ? [abbreviationTerm(form)] : [];
  return [...(evidence === undefined ? [] : [evidence.term, evidence.mark]), ...abbreviation];
}

/** Live documents, exact or bounds: of what would prove a case, and of what it must be a share of. */
interface CaseCounts {
  proofOf(term: string): number;
  wholeOf(term: string): number;
  /** With the word in any of its forms. */
  readonly documents: number;
}

/** The form as these terms tell; in small letters where they do not. */
function byTerms(form: string, evidence: NameEvidence | undefined, counts: CaseCounts): string {
  const asAbbreviation = mayBeAbbreviation(form) ? counts.proofOf(abbreviationTerm(form)) : 0;
  if (asAbbreviation > TELLING_SHARE * counts.documents) return form.toUpperCase();
  if (evidence === undefined || evidence.mark === evidence.term) return form;
  const isName = counts.proofOf(evidence.mark) > TELLING_SHARE * counts.wholeOf(evidence.term);
  return isName ? form.charAt(0).toUpperCase() + form.slice(1) : form;
}
