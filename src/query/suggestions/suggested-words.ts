/**
 * Words that a reader may be typing (layer 4): whole forms as texts have them, one of each family, the commonest first, and
 * none that only deleted articles have.
 */
import { russianAnalyzer } from "../../analysis/russian-analyzer.ts";
import { isStopWord } from "../../analysis/stop-words.ts";
import { compareText } from "../../segment/document-order.ts";
import type { SegmentReader } from "../../segment/segment-reader.ts";
import { termOfForm } from "../expansion/prefix-words.ts";
import type { IndexSnapshot, OpenSegment } from "../index-snapshot.ts";

/** A form of the index to go on with. */
export interface SuggestedWord {
  readonly form: string;
  /** Documents with any form of its family that begins so; dead ones count until their segment is rewritten. */
  readonly documentFrequency: number;
}

/** Letters, perhaps with hyphens between, and digits behind: no numbers, dates or addresses. */
const WORD = /^\p{L}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*$/u;

/** So many of the commonest forms are sorted into families for each word that is wanted; a family rarely shows more. */
const FORMS_A_WORD = 6;

/** An alternative this sure is the word itself. */
const SURE_WEIGHT = 0.9;

/**
 * At most `limit` words that go on from a folded beginning. Requests: the blocks of the lexicons of forms that hold the
 * beginning; for a form that fewer documents of a segment have than died there, its occurrences.
 */
export async function suggestWords(
  snapshot: IndexSnapshot,
  beginning: string,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  const frequencies = await Promise.all(snapshot.segments.map(async ({ reader }) => frequenciesOf(reader, beginning)));
  const families = toFamilies(commonestForms(frequencies, beginning).slice(0, FORMS_A_WORD * limit));
  const shown: SuggestedWord[] = [];
  for (let from = 0; from < families.length && shown.length < limit; from += limit) {
    const some = families.slice(from, from + limit);
    const living = await Promise.all(some.map((family) => withLiveForm(snapshot, family, frequencies)));
    for (const word of living) if (word !== null && shown.length < limit) shown.push(word);
  }
  return shown;
}

async function frequenciesOf(reader: SegmentReader, beginning: string): Promise<ReadonlyMap<string, number>> {
  const forms = await reader.formsWithPrefix(beginning);
  return new Map(forms.map(({ term, documentFrequency }) => [term, documentFrequency]));
}

/** The beginning itself is no way to go on, but it says of what family it is. */
function commonestForms(frequencies: readonly ReadonlyMap<string, number>[], beginning: string): SuggestedWord[] {
  const sums = new Map<string, number>();
  for (const found of frequencies) {
    for (const [form, frequency] of found) sums.set(form, (sums.get(form) ?? 0) + frequency);
  }
  return [...sums]
    .map(([form, documentFrequency]) => ({ form, documentFrequency }))
    .sort((a, b) => b.documentFrequency - a.documentFrequency || compareText(a.form, b.form))
    .filter(({ form }) => form !== beginning && WORD.test(form) && !isStopWord(form));
}

/** Forms of one word, the commonest first. */
interface Family {
  readonly forms: string[];
  documentFrequency: number;
}

/** Forms that share a term that is surely theirs are of one family. Commonest families first. */
function toFamilies(forms: readonly SuggestedWord[]): Family[] {
  const familyOfTerm = new Map<string, Family>();
  const families: Family[] = [];
  for (const { form, documentFrequency } of forms) {
    const terms = sureTerms(form);
    const known = terms.map((term) => familyOfTerm.get(term)).find((family) => family !== undefined);
    const family = known ?? { forms: [], documentFrequency: 0 };
    if (known === undefined) families.push(family);
    family.forms.push(form);
    family.documentFrequency += documentFrequency;
    for (const term of terms) familyOfTerm.set(term, family);
  }
  return families.sort((a, b) => b.documentFrequency - a.documentFrequency);
}

/** The commonest words come again at every key; analysis is most of what a suggestion costs. As russian-stem.ts has it. */
const MAX_CACHED_FORMS = 20_000;
const cachedTerms = new Map<string, readonly string[]>();

function sureTerms(form: string): readonly string[] {
  const cached = cachedTerms.get(form);
  if (cached !== undefined) return cached;
  if (cachedTerms.size >= MAX_CACHED_FORMS) cachedTerms.clear();
  const terms = analyzeForm(form);
  cachedTerms.set(form, terms);
  return terms;
}

function analyzeForm(form: string): readonly string[] {
  const [word, second] = russianAnalyzer.analyzeQuery(form);
  if (word === undefined || second !== undefined) return [form];
  return word.alternatives.flatMap(({ terms, weight, isGuess }) =>
    terms.length === 1 && weight >= SURE_WEIGHT && isGuess !== true ? terms : [],
  );
}

async function withLiveForm(
  snapshot: IndexSnapshot,
  { forms, documentFrequency }: Family,
  frequencies: readonly ReadonlyMap<string, number>[],
): Promise<SuggestedWord | null> {
  for (const form of forms) {
    if (await isLive(snapshot, form, frequencies)) return { form, documentFrequency };
  }
  return null;
}

async function isLive(
  { segments }: IndexSnapshot,
  form: string,
  frequencies: readonly ReadonlyMap<string, number>[],
): Promise<boolean> {
  const doubtful: OpenSegment[] = [];
  for (const [i, open] of segments.entries()) {
    const frequency = frequencies[i]?.get(form) ?? 0;
    if (frequency > countDead(open.dead)) return true;
    if (frequency > 0) doubtful.push(open);
  }
  for (const open of doubtful) if (await hasLiveDocument(open, form)) return true;
  return false;
}

const deadCounts = new WeakMap<Uint8Array, number>();

/** Counted once a snapshot. */
function countDead(dead: Uint8Array | null): number {
  if (dead === null) return 0;
  const known = deadCounts.get(dead);
  if (known !== undefined) return known;
  const count = dead.reduce((sum, isDead) => sum + isDead, 0);
  deadCounts.set(dead, count);
  return count;
}

async function hasLiveDocument({ reader, dead }: OpenSegment, form: string): Promise<boolean> {
  const term = termOfForm(form);
  const occurrences = (await reader.occurrences([term])).get(term);
  const number = occurrences?.forms.indexOf(form) ?? -1;
  if (occurrences === undefined || number < 0) return false;
  return occurrences.fields.some(({ ordinals, starts, formNumbers }) =>
    ordinals.some((ordinal, i) => {
      if (dead?.[ordinal] === 1) return false;
      return formNumbers.subarray(starts[i], starts[i + 1]).includes(number);
    }),
  );
}
