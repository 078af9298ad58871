/**
 * The documents whose source has a name with some words (layer 4), by the column of sources: «РИА Новости» is found by
 * риа, by новостей and by both, lenta.ru by lenta and by lenta.ru.
 */

import type { PhraseGraph } from "../../analysis/query-words/phrase-guess.ts";
import { settleGuesses } from "../../analysis/query-words/phrase-guess.ts";
import { russianAnalyzer } from "../../analysis/russian-analyzer.ts";
import { FieldOccurrences, type TermOccurrences } from "../../segment/postings/term-occurrences.ts";
import { DocumentMask } from "../snapshot/document-mask.ts";
import { FieldPhrase } from "./phrase-match.ts";
import type { SegmentPostings } from "./query-plan.ts";
import { nodesOf, type QueryNode } from "./query-plan.ts";

/** The column of articles that `source:` looks at. */
const SOURCE_FIELD = "source";

/** Fills in `sources` of a segment. One request a segment where the plan asks for sources, once, then none. */
export async function findSources(segment: Pick<SegmentPostings, "open" | "sources">, root: QueryNode): Promise<void> {
  const nodes = [...nodesOf(root)].filter((node) => node.kind === "source");
  if (nodes.length === 0) return;
  const column = await segment.open.reader.values(SOURCE_FIELD);
  const { documents } = segment.open.segment;
  for (const node of nodes) {
    const isNamed = (column?.values ?? []).map((value) => typeof value === "string" && holdsName(value, node.graph));
    const isPassing = (ordinal: number): boolean => isNamed[(column?.items[ordinal] ?? 0) - 1] === true;
    segment.sources.set(node, new DocumentMask(documents, isPassing));
  }
}

/** Whether a name holds the words side by side; a dot in it may part words too. Nothing tells names from words there. */
export function holdsName(name: string, phrase: PhraseGraph): boolean {
  const graph = settleGuesses(phrase, () => false);
  return [name, name.replaceAll(".", " ")].some((text) => new FieldPhrase(graph, 0, occurrencesIn(text)).holds(0));
}

/** A text as the one document of an index. */
function occurrencesIn(text: string): Map<string, TermOccurrences> {
  const places = new Map<string, { position: number; form: string }[]>();
  let position = 0;
  for (const token of russianAnalyzer.tokenize(text)) {
    const words = token.words;
    for (const { form, terms, offset } of words) {
      for (const term of terms) {
        const known = places.get(term) ?? [];
        places.set(term, known);
        known.push({ position: position + offset, form });
      }
    }
    position += 1 + Math.max(...words.map(({ offset }) => offset));
  }
  return new Map([...places].map(([term, found]) => [term, asOccurrences(found)]));
}

function asOccurrences(found: readonly { position: number; form: string }[]): TermOccurrences {
  const forms = [...new Set(found.map(({ form }) => form))];
  const positions = Uint32Array.from(found, ({ position }) => position);
  const formNumbers = Uint32Array.from(found, ({ form }) => forms.indexOf(form));
  const starts = Uint32Array.of(0, found.length);
  return { forms, fields: [new FieldOccurrences(0, Uint32Array.of(0), starts, positions, formNumbers)] };
}
