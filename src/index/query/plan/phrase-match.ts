/**
 * Where a phrase stands (layer 4): its graph walked over the positions of its terms, document by document, or over the words of the name of a
 * source.
 */

import { groupBy, remember } from "../../../keyed.ts";
import { readWords, type WordBook } from "../../../russian/dictionary/russian-dictionary.ts";
import {
  isHomographForm,
  mayStandOn,
  type PhraseEdge,
  type PhraseGraph,
  settleGuesses,
  wordsOfForm,
} from "../../../russian/query-words/query-phrase.ts";
import { russianAnalyzer, scanBook } from "../../../russian/russian-analyzer.ts";
import { russianSpellings } from "../../../russian/words/transliteration.ts";
import { caseTerms, nameBook, termOfWord } from "../../../russian/words/word-terms.ts";
import { FieldOccurrences, type TermOccurrences } from "../../segment/postings/occurrences.ts";
import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import type { OpenSegment } from "../snapshot/index-snapshot.ts";
import type { SourceNode } from "./query-plan.ts";
import type { PhraseScorer } from "./scorer.ts";
/**
 * Finds the documents of the phrases of one segment. After the postings: no request where no document has all words of a phrase, or where
 * its documents are kept (SegmentSets); else one round, at most one request a distinct term and large segment. `index-outdated` where a
 * segment that is asked keeps no occurrences.
 */
export async function findPhrases(
  { reader, segment, sets }: OpenSegment,
  phrases: readonly PhraseScorer[],
): Promise<void> {
  const asked = phrases.flatMap((scorer) => {
    const { graph, fields } = scorer.phrase;
    const name = JSON.stringify([fields, graph]);
    const known = sets.found(name);
    const candidates = known ?? scorer.words.matches(null);
    scorer.documents = known ?? sets.emptySet();
    return known !== null || candidates.count() === 0 ? [] : [{ scorer, graph, fields, name, candidates }];
  });
  if (asked.length === 0) return;
  const terms = asked.flatMap(({ graph }) =>
    graph.edges.flatMap(({ terms: ofEdge, homographs = [] }) => [...ofEdge, ...homographs]),
  );
  const occurrences = await reader.occurrences([...new Set(terms)]);
  const edges = asked.flatMap(({ graph }) => graph.edges);
  await readWords(() => [
    edges.flatMap((edge) =>
      edge.terms.flatMap((term) => occurrences.get(term)?.forms ?? []).flatMap((form) => wordsOfForm(edge, form)),
    ),
  ]);
  for (const { scorer, graph, fields, name, candidates } of asked) {
    // An equivalent stands in the place of several words, each of which has it.
    const known = sets.found(name);
    if (known !== null) {
      scorer.documents = known;
      continue;
    }
    const inFields = fields.map((field) => new FieldPhrase(graph, field, occurrences));
    const found = new DocumentSet(segment.documents);
    for (const ordinal of candidates.ordinals()) {
      if (inFields.some((phrase) => phrase.holds(ordinal))) found.add(ordinal);
    }
    scorer.documents = found;
    sets.keepFound(name, found);
  }
}

/**
 * The live documents of a segment whose source has a name with the words of a phrase, by the column of sources: «РИА Новости» is found by
 * риа, by новостей and by both, lenta.ru by lenta, by lenta.ru and by лента, and RIA Novosti as РИА Новости is.
 */
export function documentsOfSource(
  { sets, segment }: OpenSegment,
  sources: Awaited<ReturnType<SegmentReader["values"]>>,
  { graph }: SourceNode,
): DocumentSet {
  const wanted = inBothAlphabets(settleGuesses(graph, () => false));
  const isNamed = (sources?.values ?? []).map((value) => typeof value === "string" && holdsName(value, wanted));
  const found = sets.emptySet();
  for (let ordinal = 0; ordinal < segment.documents; ordinal += 1) {
    if (isNamed[(sources?.items[ordinal] ?? 0) - 1] === true && !sets.isDead(ordinal)) found.add(ordinal);
  }
  return found;
}

/** Reads what {@link documentsOfSource} looks up for sources of a query and the names of some segments. */
export async function readSources(
  segments: readonly { readonly sources: Awaited<ReturnType<SegmentReader["values"]>> }[],
  asked: readonly SourceNode[],
): Promise<void> {
  if (asked.length > 0)
    await readWords(() =>
      sourceBook(
        segments.flatMap(({ sources }) => sources?.values ?? []),
        asked,
      ),
    );
}

function* sourceBook(values: readonly unknown[], asked: readonly SourceNode[]): WordBook {
  const names = values.flatMap((value) => (typeof value === "string" ? waysToRead(value) : []));
  yield* scanBook(names);
  const forms = names.flatMap((name) => russianAnalyzer.scanWords(name).map(({ form }) => form));
  const terms = asked.flatMap(({ graph }) => graph.edges.flatMap((edge) => edge.terms));
  yield* nameBook([...forms, ...[...forms, ...terms].flatMap(spellingsOf)]);
}

/** A dot may part words too. */
function waysToRead(name: string): string[] {
  return [...new Set([name, name.replaceAll(".", " ")])];
}

/** The forms of two words with a hyphen as a whole (wordsOfToken): it takes two positions, its first part's and the next. */
const WHOLE_FORM = /^\p{L}+-\p{L}+$/u;

/** One term of an edge in one field. */
interface EdgeTerm {
  readonly occurrences: FieldOccurrences;
  /** By form number: positions that the form takes, 0 where it is no form that is asked for. */
  readonly steps: Uint8Array;
  /** By form number: whether a homograph at the same place says that it is another word. */
  readonly canBeHomograph: readonly boolean[];
  readonly homographs: readonly FieldOccurrences[];
  /** Where in its ordinals the document asked for last stands, or would. */
  place: number;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly terms: readonly EdgeTerm[];
}

/** A settled phrase (query-phrase.ts) in one field of one segment. Documents must be asked about in ascending order. */
class FieldPhrase {
  readonly #edges: readonly Edge[];
  /** By node: the positions at which the next word must stand, ascending once they are asked for. */
  readonly #reached: number[][];

  constructor(graph: PhraseGraph, field: number, occurrences: ReadonlyMap<string, TermOccurrences>) {
    this.#edges = graph.edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      terms: edge.terms.flatMap((term) => edgeTermOf(edge, term, field, occurrences)),
    }));
    this.#reached = Array.from({ length: graph.nodes }, () => []);
  }

  /** Whether the words stand there side by side. Linear in their occurrences in the document. */
  holds(ordinal: number): boolean {
    for (const positions of this.#reached) positions.length = 0;
    let source = 0;
    for (const { from, to, terms } of this.#edges) {
      const before = this.#reached[from] ?? [];
      const behind = this.#reached[to] ?? [];
      if (from > 0 && before.length === 0) continue;
      // Edges ascend by where they begin: whatever leads there has been walked.
      if (from > source) {
        source = from;
        sortPositions(before);
      }
      for (const term of terms) {
        if (moveTo(term, ordinal)) walk(term, from === 0 ? null : before, behind, homographPlaces(term, ordinal));
      }
    }
    return (this.#reached.at(-1)?.length ?? 0) > 0;
  }
}

/** Adds to `behind` where the next word must stand, for the occurrences that stand at one of `before`; null for all. */
function walk(
  { occurrences, steps, canBeHomograph, place }: EdgeTerm,
  before: readonly number[] | null,
  behind: number[],
  homographs: ReadonlySet<number> | null,
): void {
  const { starts, positions, formNumbers } = occurrences;
  const end = starts[place + 1] ?? 0;
  let next = 0;
  for (let i = starts[place] ?? 0; i < end; i += 1) {
    const position = positions[i] ?? 0;
    const form = formNumbers[i] ?? 0;
    const step = steps[form] ?? 0;
    if (step === 0 || (homographs?.has(position) === true && canBeHomograph[form] === true)) continue;
    if (before !== null) {
      while (next < before.length && (before[next] ?? 0) < position) next += 1;
      if (next === before.length) return;
      if (before[next] !== position) continue;
    }
    behind.push(position + step);
  }
}

/** Whether the document has the term in the field. Logarithmic in how far on it stands. */
function moveTo(term: EdgeTerm, ordinal: number): boolean {
  const { ordinals } = term.occurrences;
  let low = term.place;
  let stride = 1;
  while (low + stride < ordinals.length && (ordinals[low + stride] ?? 0) < ordinal) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(ordinals.length, low + stride + 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordinals[middle] ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  term.place = low;
  return ordinals[low] === ordinal;
}

/** Mostly they ascend already, but for what several terms or edges add. */
function sortPositions(positions: number[]): void {
  for (let i = 1; i < positions.length; i += 1) {
    if ((positions[i] ?? 0) < (positions[i - 1] ?? 0)) {
      positions.sort((a, b) => a - b);
      return;
    }
  }
}

/** Where homographs stand in a document; null where none does. */
function homographPlaces({ homographs }: EdgeTerm, ordinal: number): ReadonlySet<number> | null {
  let places: Set<number> | null = null;
  for (const homograph of homographs) {
    const place = homograph.placeOf(ordinal);
    if (place < 0) continue;
    places ??= new Set();
    const own = homograph.positions.subarray(homograph.starts[place], homograph.starts[place + 1]);
    for (const position of own) places.add(position);
  }
  return places;
}

function edgeTermOf(
  edge: PhraseEdge,
  name: string,
  field: number,
  occurrencesByTerm: ReadonlyMap<string, TermOccurrences>,
): readonly EdgeTerm[] {
  const inField = (term: string): FieldOccurrences | undefined =>
    occurrencesByTerm.get(term)?.fields.find((candidate) => candidate.field === field);
  const forms = occurrencesByTerm.get(name)?.forms ?? [];
  const occurrences = inField(name);
  if (occurrences === undefined) return [];
  const steps = Uint8Array.from(forms, (form) => stepOf(edge, form));
  if (!steps.some((step) => step > 0)) return [];
  const homographs = (edge.homographs ?? []).flatMap((homograph) => inField(homograph) ?? []);
  return [
    { occurrences, steps, canBeHomograph: forms.map((form) => isHomographForm(name, form)), homographs, place: 0 },
  ];
}

function stepOf(edge: PhraseEdge, form: string): number {
  if (!mayStandOn(edge, form)) return 0;
  return WHOLE_FORM.test(form) ? 2 : 1;
}

/** Whether a name holds the words side by side. Nothing tells names from words there. */
function holdsName(name: string, graph: PhraseGraph): boolean {
  return waysToRead(name).some((text) => new FieldPhrase(graph, 0, occurrencesIn(text)).holds(0));
}

/** A word in Latin letters as Russian ones too. */
function inBothAlphabets(graph: PhraseGraph): PhraseGraph {
  const edges = graph.edges.map((edge) => ({
    ...edge,
    terms: [...edge.terms, ...edge.terms.flatMap((term) => russianForms(term).flatMap(({ terms }) => terms))],
  }));
  return { ...graph, edges };
}

interface RussianForm {
  readonly form: string;
  readonly terms: readonly string[];
}

/** The likeliest spellings of a name: all of 64 would find its neighbours. Untuned. */
const MAX_RUSSIAN_FORMS = 24;
const MAX_CACHED_WORDS = 1_000;

/** The ways in which a word in Latin letters may be spelled in Russian, with their terms; none of other words. */
const russianForms = remember(MAX_CACHED_WORDS, (word): readonly RussianForm[] =>
  spellingsOf(word).map((form) => ({ form, terms: [...new Set([termOfWord(form), ...caseTerms(form)])] })),
);

function spellingsOf(word: string): readonly string[] {
  return russianSpellings(word).slice(0, MAX_RUSSIAN_FORMS);
}

/** A name as the one document of an index, its Latin words in Russian letters too. */
function occurrencesIn(text: string): Map<string, TermOccurrences> {
  const places: { readonly term: string; readonly position: number; readonly form: string }[] = [];
  let position = 0;
  for (const { words } of russianAnalyzer.tokenize(text)) {
    for (const { form: written, terms: own, offset } of words) {
      for (const { form, terms } of [{ form: written, terms: own }, ...russianForms(written)]) {
        for (const term of terms) places.push({ term, position: position + offset, form });
      }
    }
    position += 1 + Math.max(...words.map(({ offset }) => offset));
  }
  return new Map([...groupBy(places, ({ term }) => [term])].map(([term, found]) => [term, asOccurrences(found)]));
}

function asOccurrences(found: readonly { position: number; form: string }[]): TermOccurrences {
  const forms = [...new Set(found.map(({ form }) => form))];
  const positions = Uint32Array.from(found, ({ position }) => position);
  const formNumbers = Uint32Array.from(found, ({ form }) => forms.indexOf(form));
  const starts = Uint32Array.of(0, found.length);
  return { forms, fields: [new FieldOccurrences(0, Uint32Array.of(0), starts, positions, formNumbers)] };
}
