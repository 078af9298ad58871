/**
 * The inverter that others are measured by: an in-memory MiniSearch tokenizes, counts and inverts the documents. The
 * only file that knows MiniSearch's serialised shape. Inside MiniSearch a document's id is its ordinal, since two
 * uploads may claim one id.
 */
import MiniSearch, { type AsPlainObject } from "minisearch";
import { FieldOccurrences, type TermOccurrences } from "../../src/index/read.ts";
import { compareText, type ResolvedIndexOptions, type SourceDocument, type TokenWord } from "../../src/index/shared.ts";
import { termsDisagree, widthOfToken } from "./inside/index-inverter.ts";
import { type FieldPostings, makeFormNumbers, type TermPostings } from "./inside/index-postings.ts";
import { textOfField } from "./inside/index-schema.ts";
import type { InvertedDocuments } from "./inside/index-writer.ts";

interface NumberedDocument {
  readonly ordinal: number;
  readonly document: SourceDocument;
}

/** A name that no field of a caller's has, for the ordinal inside MiniSearch. */
const ORDINAL_FIELD = "\u0000ordinal";

export function invertByMiniSearch(
  documents: readonly SourceDocument[],
  options: ResolvedIndexOptions,
): InvertedDocuments {
  const recorder = options.wordsOfToken === null ? null : new OccurrenceRecorder(options.wordsOfToken);
  let present = 0;
  const miniSearch = new MiniSearch<NumberedDocument>({
    fields: [...options.fields],
    idField: ORDINAL_FIELD,
    extractField: ({ ordinal, document }, field) =>
      field === ORDINAL_FIELD ? ordinal : textOfField(document, field, options),
    tokenize: (text, field = "") => {
      const tokens = options.tokenize(text, field);
      recorder?.addField(options.fields.indexOf(field), present, tokens);
      return tokens;
    },
    processTerm: options.processTerm,
  });
  for (const [ordinal, document] of documents.entries()) {
    present = ordinal;
    miniSearch.add({ ordinal, document });
  }
  const { index, fieldLength } = miniSearch.toJSON();
  const terms = sortedPostings(index);
  return {
    terms: recorder === null ? terms : withOccurrences(terms, recorder),
    fieldLengths: (ordinal) => fieldLength[ordinal] ?? [],
  };
}

function* withOccurrences(terms: Iterable<TermPostings>, recorder: OccurrenceRecorder): Generator<TermPostings> {
  for (const { term, fields } of terms) yield { term, fields, occurrences: recorder.occurrencesOf(term, fields) };
}

/** MiniSearch's `[term, {field number: {document: frequency}}]` by term, lists by field and ordinal. */
function* sortedPostings(index: AsPlainObject["index"]): Generator<TermPostings> {
  const sorted = [...index].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [term, lists] of sorted) {
    const fields = Object.entries(lists).map(([field, frequencyByOrdinal]) => {
      // Integer-like keys of an object are enumerated in ascending order (ECMA-262, OrdinaryOwnPropertyKeys).
      const ordinals = Uint32Array.from(Object.keys(frequencyByOrdinal), Number);
      return { field: Number(field), ordinals, frequencies: Uint32Array.from(Object.values(frequencyByOrdinal)) };
    });
    yield { term, fields };
  }
}

/** Numbers noted of a word: ordinal, position, number of its form. */
const STRIDE = 3;

/**
 * Notes where each term stands while documents are indexed one by one: positions count the words of a field's tokens.
 * Takes documents in ascending order of their ordinals, and of each the fields in any order.
 */
class OccurrenceRecorder {
  readonly #wordsOfToken: (token: string) => readonly TokenWord[];
  /** Words by field and term, {@link STRIDE} numbers each: a batch has hundreds of thousands. */
  readonly #words = new Map<number, Map<string, number[]>>();
  readonly #forms: string[] = [];
  readonly #formNumbers = new Map<string, number>();

  constructor(wordsOfToken: (token: string) => readonly TokenWord[]) {
    this.#wordsOfToken = wordsOfToken;
  }

  addField(field: number, ordinal: number, tokens: readonly string[]): void {
    const byTerm = this.#words.get(field) ?? new Map<string, number[]>();
    this.#words.set(field, byTerm);
    let first = 0;
    for (const token of tokens) {
      const words = this.#wordsOfToken(token);
      for (const { form, terms, offset } of words) {
        const formNumber = this.#numberOf(form);
        for (const term of terms) {
          const noted = byTerm.get(term);
          if (noted === undefined) byTerm.set(term, [ordinal, first + offset, formNumber]);
          else noted.push(ordinal, first + offset, formNumber);
        }
      }
      first += widthOfToken(words);
    }
  }

  /** The occurrences of a term in the documents of its posting lists. */
  occurrencesOf(term: string, postings: readonly FieldPostings[]): TermOccurrences {
    const noted = postings.map(({ field }) => this.#inOrder(this.#words.get(field)?.get(term) ?? []));
    const used = new Set(noted.flatMap((words) => words.filter((_, i) => i % STRIDE === STRIDE - 1)));
    const forms = Array.from(used, (number) => this.#forms[number] ?? "").sort(compareText);
    const numberOf = new Map(forms.map((form, number) => [this.#formNumbers.get(form) ?? 0, number]));
    const fields = postings.map((list, i) => toFieldOccurrences(term, list, noted[i] ?? [], numberOf));
    return { forms, fields };
  }

  #numberOf(form: string): number {
    const known = this.#formNumbers.get(form);
    if (known !== undefined) return known;
    const number = this.#forms.length;
    this.#forms.push(form);
    this.#formNumbers.set(form, number);
    return number;
  }

  /** Sorts words by document, position and form, each once; only tokens of several words arrive out of order. */
  #inOrder(words: readonly number[]): readonly number[] {
    let isInOrder = true;
    for (let i = STRIDE; i < words.length && isInOrder; i += STRIDE) {
      const [ordinal = 0, before = 0] = [words[i], words[i - STRIDE]];
      isInOrder = ordinal > before || (words[i + 1] ?? 0) > (words[i + 1 - STRIDE] ?? 0);
    }
    if (isInOrder) return words;
    const compare = (a: number, b: number): number =>
      (words[a] ?? 0) - (words[b] ?? 0) ||
      (words[a + 1] ?? 0) - (words[b + 1] ?? 0) ||
      compareText(this.#forms[words[a + 2] ?? 0] ?? "", this.#forms[words[b + 2] ?? 0] ?? "");
    const places = Array.from({ length: words.length / STRIDE }, (_, i) => i * STRIDE).sort(compare);
    const distinct = places.filter((place, i) => i === 0 || compare(places[i - 1] ?? 0, place) !== 0);
    return distinct.flatMap((place) => words.slice(place, place + STRIDE));
  }
}

function toFieldOccurrences(
  term: string,
  { field, ordinals, frequencies }: FieldPostings,
  words: readonly number[],
  numberOf: ReadonlyMap<number, number>,
): FieldOccurrences {
  const count = words.length / STRIDE;
  const starts = new Uint32Array(ordinals.length + 1);
  const positions = new Uint32Array(count);
  const formNumbers = makeFormNumbers(count, numberOf.size);
  let next = 0;
  for (let i = 0; i < ordinals.length; i += 1) {
    for (; words[next * STRIDE] === ordinals[i]; next += 1) {
      positions[next] = words[next * STRIDE + 1] ?? 0;
      formNumbers[next] = numberOf.get(words[next * STRIDE + 2] ?? 0) ?? 0;
    }
    starts[i + 1] = next;
    if (next - (starts[i] ?? 0) < (frequencies[i] ?? 0)) throw termsDisagree(term);
  }
  if (next !== count) throw termsDisagree(term);
  return new FieldOccurrences(field, ordinals, starts, positions, formNumbers);
}
