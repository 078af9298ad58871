/**
 * The words of a text that stand in a phrase (layer 4, pure): its graph walked over the words there, forwards and back, so
 * that only words of whole phrases are marked.
 */
import type { WordSpan } from "../../analysis/analyzer.ts";
import {
  isHomographForm,
  mayStandOn,
  type PhraseEdge,
  type PhraseGraph,
} from "../../analysis/query-words/query-phrase.ts";

/** The spans that are part of a settled phrase (query-phrase.ts). `spans` may leave out words without a term of it. Linear in both for a short phrase. */
export function findPhraseWords(spans: readonly WordSpan[], phrases: readonly PhraseGraph[]): Set<WordSpan> {
  const found = new Set<WordSpan>();
  if (phrases.length === 0) return found;
  const spansByTerm = new Map<string, WordSpan[]>();
  for (const span of spans) {
    for (const term of span.terms) {
      const known = spansByTerm.get(term);
      if (known === undefined) spansByTerm.set(term, [span]);
      else known.push(span);
    }
  }
  for (const phrase of phrases) addPhraseWords(found, phrase, spansByTerm);
  return found;
}

/** A span as a step of the phrase: from one node to another, from its position to the one behind it. */
interface Step {
  readonly edge: PhraseEdge;
  readonly span: WordSpan;
}

function addPhraseWords(
  found: Set<WordSpan>,
  { nodes, edges }: PhraseGraph,
  spansByTerm: ReadonlyMap<string, readonly WordSpan[]>,
): void {
  const reached = Array.from({ length: nodes }, () => new Set<number>());
  const steps: Step[] = [];
  for (const edge of edges) {
    for (const span of edge.terms.flatMap((term) => spansByTerm.get(term) ?? [])) {
      if (!isOnEdge(span, edge) || (edge.from > 0 && reached[edge.from]?.has(span.position) !== true)) continue;
      reached[edge.to]?.add(behind(span));
      steps.push({ edge, span });
    }
  }
  const ends = Array.from({ length: nodes }, () => new Set<number>());
  for (const { edge, span } of steps.reverse()) {
    if (edge.to < nodes - 1 && ends[edge.to]?.has(behind(span)) !== true) continue;
    ends[edge.from]?.add(span.position);
    found.add(span);
  }
}

function isOnEdge({ form, terms }: WordSpan, edge: PhraseEdge): boolean {
  if (!mayStandOn(edge, form)) return false;
  const isHomograph = (edge.homographs ?? []).some((homograph) => terms.includes(homograph));
  return !isHomograph || edge.terms.some((term) => terms.includes(term) && !isHomographForm(term, form));
}

/** The position of the next word; two words with a hyphen as a whole are two. */
function behind({ position, isWhole }: WordSpan): number {
  return position + (isWhole === true ? 2 : 1);
}
