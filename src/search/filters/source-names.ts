/**
 * Articles by the name of their source: «РИА Новости» is found by риа, by новостей and by both, lenta.ru by lenta, by
 * lenta.ru and by лента, and RIA Novosti as РИА Новости is. A column is looked at, and no posting.
 */

import {
  type DocumentSet,
  type DocumentsNode,
  FieldOccurrences,
  FieldPhrase,
  type OpenSegment,
  settleGuesses,
  type TermOccurrences,
} from "../../index/read.ts";
import { groupBy, remember } from "../../keyed.ts";
import { type PhraseGraph, russianPhraseForms } from "../../russian/queries.ts";
import {
  caseTerms,
  nameBook,
  readWords,
  russianAnalyzer,
  russianSpellings,
  scanBook,
  termOfWord,
  type WordBook,
} from "../../russian/words.ts";

/** The column of articles that `source:` looks at. */
const SOURCE_FIELD = "source";

/**
 * The articles whose source has a name with the words of a phrase, with the score 0. One request a large segment, in
 * the round of the postings.
 */
export function sourceNode(graph: PhraseGraph): DocumentsNode {
  return {
    kind: "documents",
    name: null,
    boost: 0,
    load: async ({ segments }) => {
      const columns = await Promise.all(segments.map(({ reader }) => reader.values(SOURCE_FIELD)));
      await readWords(() =>
        sourceBook(
          columns.flatMap((column) => column?.values ?? []),
          graph,
        ),
      );
      const wanted = inBothAlphabets(settleGuesses(graph, () => false));
      return segments.map((open, segmentNumber) => documentsOfSource(open, columns[segmentNumber] ?? null, wanted));
    },
  };
}

type SourceColumn = Awaited<ReturnType<OpenSegment["reader"]["values"]>>;

function documentsOfSource({ sets }: OpenSegment, sources: SourceColumn, wanted: PhraseGraph): DocumentSet {
  const isNamed = (sources?.values ?? []).map((value) => typeof value === "string" && holdsName(value, wanted));
  return sets.liveWhere((ordinal) => isNamed[(sources?.items[ordinal] ?? 0) - 1] === true);
}

function* sourceBook(values: readonly unknown[], { edges }: PhraseGraph): WordBook {
  const names = values.flatMap((value) => (typeof value === "string" ? waysToRead(value) : []));
  yield* scanBook(names);
  const forms = names.flatMap((name) => russianAnalyzer.scanWords(name).map(({ form }) => form));
  const terms = edges.flatMap((edge) => edge.terms);
  yield* nameBook([...forms, ...[...forms, ...terms].flatMap(spellingsOf)]);
}

/** A dot may part words too. */
function waysToRead(name: string): string[] {
  return [...new Set([name, name.replaceAll(".", " ")])];
}

/** Tells whether a name holds the words side by side. Names and common words are not distinguished there. */
function holdsName(name: string, graph: PhraseGraph): boolean {
  return waysToRead(name).some((text) =>
    new FieldPhrase({ graph, forms: russianPhraseForms }, 0, occurrencesIn(text)).holds(0),
  );
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
