/**
 * Finds the places of a phrase: walks its graph over the positions of its terms, document by document.
 */
import type { NameEvidence, PhraseEdge, PhraseForms, PhraseGraph } from "../../language.ts";
import type { FieldOccurrences, TermOccurrences } from "../../segment/postings/occurrences.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import type { OpenSegment } from "../snapshot/index-snapshot.ts";
import type { PhraseScorer, SettledPhrase } from "./scorer.ts";

/**
 * Finds the documents of the phrases of one segment. After the postings: no request where no document has all words of
 * a phrase, or where its documents are kept (SegmentSets); else one round, at most one request a distinct term and
 * large segment. `index-outdated` where a segment that is asked keeps no occurrences.
 */
export async function findPhrases(
  { reader, segment, sets }: OpenSegment,
  phrases: readonly PhraseScorer[],
): Promise<void> {
  const asked = phrases.flatMap((scorer) => {
    const { graph, fields, forms } = scorer.phrase;
    const name = JSON.stringify([fields, graph]);
    const known = sets.found(name);
    const candidates = known ?? scorer.words.matches(null);
    scorer.documents = known ?? sets.emptySet();
    return known !== null || candidates.count() === 0 ? [] : [{ scorer, graph, fields, forms, name, candidates }];
  });
  if (asked.length === 0) return;
  const terms = asked.flatMap(({ graph }) =>
    graph.edges.flatMap(({ terms: ofEdge, homographs = [] }) => [...ofEdge, ...homographs]),
  );
  const occurrences = await reader.occurrences([...new Set(terms)]);
  await Promise.all(
    asked.map(({ graph, forms }) =>
      forms.read(
        graph.edges.map((edge) => [edge, edge.terms.flatMap((term) => occurrences.get(term)?.forms ?? [])] as const),
      ),
    ),
  );
  for (const { scorer, graph, fields, forms, name, candidates } of asked) {
    // An equivalent stands in the place of several words, each of which has it.
    const known = sets.found(name);
    if (known !== null) {
      scorer.documents = known;
      continue;
    }
    const inFields = fields.map((field) => new FieldPhrase({ graph, forms }, field, occurrences));
    const found = new DocumentSet(segment.documents);
    for (const ordinal of candidates.ordinals()) {
      if (inFields.some((phrase) => phrase.holds(ordinal))) found.add(ordinal);
    }
    scorer.documents = found;
    sets.keepFound(name, found);
  }
}

/** One term of an edge in one field. */
interface EdgeTerm {
  readonly occurrences: FieldOccurrences;
  /** Positions that each form takes, by form number; 0 if it is not asked for. */
  readonly steps: Uint8Array;
  /** True, by form number, if a homograph at the same place says that it is another word. */
  readonly canBeHomograph: readonly boolean[];
  readonly homographs: readonly FieldOccurrences[];
  /** Index of the last requested document in the ordinals, or of its place. */
  place: number;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly terms: readonly EdgeTerm[];
}

/** The graph for one index: guesses at words that are no names there are as good as any other way. */
export function settleGuesses<Edge extends PhraseEdge>(
  graph: PhraseGraph<Edge>,
  isSurelyName: (evidence: NameEvidence) => boolean,
): PhraseGraph<Edge> {
  const isSettled = ({ guess }: PhraseEdge): boolean =>
    guess !== undefined && guess.evidence !== null && !isSurelyName(guess.evidence);
  if (!graph.edges.some(isSettled)) return graph;
  return { ...graph, edges: graph.edges.map((edge) => (isSettled(edge) ? { ...edge, guess: undefined } : edge)) };
}

/** A phrase in one field of one segment. Documents must be asked about in ascending order. */
export class FieldPhrase {
  readonly #edges: readonly Edge[];
  /** Positions required for the next word, by node; ascending once they are requested. */
  readonly #reached: number[][];

  constructor(
    { graph, forms }: Pick<SettledPhrase, "graph" | "forms">,
    field: number,
    occurrences: ReadonlyMap<string, TermOccurrences>,
  ) {
    this.#edges = graph.edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      terms: edge.terms.flatMap((term) => edgeTermOf(edge, term, forms, field, occurrences)),
    }));
    this.#reached = Array.from({ length: graph.nodes }, () => []);
  }

  /** Tells whether the words are adjacent there. Linear in their occurrences in the document. */
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

/** Moves to a document; tells whether it has the term in the field. Logarithmic in the distance. */
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

/** Positions of homographs in a document; null if there are none. */
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
  language: PhraseForms,
  field: number,
  occurrencesByTerm: ReadonlyMap<string, TermOccurrences>,
): readonly EdgeTerm[] {
  const inField = (term: string): FieldOccurrences | undefined =>
    occurrencesByTerm.get(term)?.fields.find((candidate) => candidate.field === field);
  const forms = occurrencesByTerm.get(name)?.forms ?? [];
  const occurrences = inField(name);
  if (occurrences === undefined) return [];
  const steps = Uint8Array.from(forms, (form) => language.stepOf(edge, form));
  if (!steps.some((step) => step > 0)) return [];
  const homographs = (edge.homographs ?? []).flatMap((homograph) => inField(homograph) ?? []);
  const canBeHomograph = forms.map((form) => language.isHomographForm(name, form));
  return [{ occurrences, steps, canBeHomograph, homographs, place: 0 }];
}
