/**
 * The documents whose source has a name with some words (layer 4), by the column of sources: «РИА Новости» is found by
 * риа, by новостей and by both, lenta.ru by lenta and by lenta.ru.
 */

import { type PhraseGraph, settleGuesses } from "../../analysis/query-words/query-phrase.ts";
import { russianAnalyzer } from "../../analysis/russian-analyzer.ts";
import { FieldOccurrences, type TermOccurrences } from "../../segment/postings/occurrences.ts";
import type { DocumentSet } from "../snapshot/document-set.ts";
import { FieldPhrase } from "./phrase-match.ts";
import type { SourceNode } from "./query-plan.ts";
import type { SegmentPostings } from "./query-postings.ts";

/** The live ones of a segment. */
export function documentsOfSource({ open, sources }: SegmentPostings, { graph }: SourceNode): DocumentSet {
  const { sets, segment } = open;
  const isNamed = (sources?.values ?? []).map((value) => typeof value === "string" && holdsName(value, graph));
  const found = sets.emptySet();
  for (let ordinal = 0; ordinal < segment.documents; ordinal += 1) {
    if (isNamed[(sources?.items[ordinal] ?? 0) - 1] === true && !sets.isDead(ordinal)) found.add(ordinal);
  }
  return found;
}

/** Whether a name holds the words side by side; a dot in it may part words too. Nothing tells names from words there. */
function holdsName(name: string, phrase: PhraseGraph): boolean {
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
