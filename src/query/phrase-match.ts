/**
 * Where a phrase stands (layer 4, pure): its graph walked over the positions of its terms, document by document.
 */
import type { PhraseEdge, PhraseGraph } from "../analysis/query-phrase.ts";
import type { FieldOccurrences, TermOccurrences } from "../segment/term-occurrences.ts";

/** The forms of two words with a hyphen as a whole (wordsOfToken): it takes two positions, its first part's and the next. */
const WHOLE_FORM = /^\p{L}+-\p{L}+$/u;

/** One term of an edge in one field. */
interface EdgeOccurrences {
  readonly occurrences: FieldOccurrences;
  /** By form number: positions that the form takes, 0 where it is not the form asked for. */
  readonly steps: Uint8Array;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly terms: readonly EdgeOccurrences[];
}

/** A phrase in one field of one segment. Documents may be asked about in any order. */
export class FieldPhrase {
  readonly #edges: readonly Edge[];
  /** By node: the positions at which the next word must stand. */
  readonly #reached: Set<number>[];

  constructor(graph: PhraseGraph, field: number, occurrences: ReadonlyMap<string, TermOccurrences>) {
    this.#edges = graph.edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      terms: edge.terms.flatMap((term) => occurrencesOf(edge, field, occurrences.get(term))),
    }));
    this.#reached = Array.from({ length: graph.nodes }, () => new Set<number>());
  }

  /** Whether the words stand there side by side. Linear in their occurrences in the document. */
  holds(ordinal: number): boolean {
    for (const positions of this.#reached) positions.clear();
    for (const { from, to, terms } of this.#edges) {
      if (from > 0 && this.#reached[from]?.size === 0) continue;
      for (const term of terms) this.#walk(term, ordinal, from, to);
    }
    return (this.#reached.at(-1)?.size ?? 0) > 0;
  }

  #walk({ occurrences, steps }: EdgeOccurrences, ordinal: number, from: number, to: number): void {
    const place = occurrences.placeOf(ordinal);
    if (place < 0) return;
    const { starts, positions, formNumbers } = occurrences;
    const before = this.#reached[from];
    const behind = this.#reached[to];
    const end = starts[place + 1] ?? 0;
    for (let i = starts[place] ?? 0; i < end; i += 1) {
      const position = positions[i] ?? 0;
      const step = steps[formNumbers[i] ?? 0] ?? 0;
      if (step > 0 && (from === 0 || before?.has(position))) behind?.add(position + step);
    }
  }
}

function occurrencesOf(
  { form }: PhraseEdge,
  field: number,
  term: TermOccurrences | undefined,
): readonly EdgeOccurrences[] {
  const occurrences = term?.fields.find((candidate) => candidate.field === field);
  if (term === undefined || occurrences === undefined) return [];
  const steps = Uint8Array.from(term.forms, (candidate) => stepOf(candidate, form));
  return steps.some((step) => step > 0) ? [{ occurrences, steps }] : [];
}

function stepOf(form: string, wanted: string | null): number {
  if (wanted !== null && form !== wanted) return 0;
  return WHOLE_FORM.test(form) ? 2 : 1;
}
