/**
 * Notes where each term stands while documents are indexed one by one (layer 2): positions count the words of a field's
 * tokens. For the small batches of single uploads; the bulk inverter has flat arrays of its own.
 */
import { SearchIndexError } from "../errors.ts";
import { compareText } from "./document-order.ts";
import type { TokenWord } from "./minisearch-options.ts";
import type { FieldPostings } from "./posting-list.ts";
import { FieldOccurrences, makeFormNumbers, type TermOccurrences } from "./term-occurrences.ts";

/** A word of a document: what stands at a position. */
interface NotedWord {
  readonly ordinal: number;
  readonly position: number;
  readonly form: string;
}

/** Takes documents in ascending order of their ordinals, and of each the fields in any order. */
export class OccurrenceRecorder {
  readonly #wordsOfToken: (token: string) => readonly TokenWord[];
  /** By field and term. */
  readonly #words = new Map<number, Map<string, NotedWord[]>>();

  constructor(wordsOfToken: (token: string) => readonly TokenWord[]) {
    this.#wordsOfToken = wordsOfToken;
  }

  addField(field: number, ordinal: number, tokens: readonly string[]): void {
    const byTerm = this.#words.get(field) ?? new Map<string, NotedWord[]>();
    this.#words.set(field, byTerm);
    let first = 0;
    for (const token of tokens) {
      const words = this.#wordsOfToken(token);
      for (const { form, terms, offset } of words) {
        for (const term of terms) {
          const noted = byTerm.get(term) ?? [];
          byTerm.set(term, noted);
          noted.push({ ordinal, position: first + offset, form });
        }
      }
      first += widthOfToken(words);
    }
  }

  /** The occurrences of a term in the documents of its posting lists. */
  occurrencesOf(term: string, postings: readonly FieldPostings[]): TermOccurrences {
    const noted = postings.map(({ field }) => this.#words.get(field)?.get(term) ?? []);
    const forms = [...new Set(noted.flatMap((words) => words.map(({ form }) => form)))].sort(compareText);
    const numberOf = new Map(forms.map((form, number) => [form, number]));
    const fields = postings.map((list, i) => toFieldOccurrences(term, list, orderWords(noted[i] ?? []), numberOf));
    return { forms, fields };
  }
}

/** How many positions a token takes: at least one. */
export function widthOfToken(words: readonly TokenWord[]): number {
  return words.reduce((width, { offset }) => Math.max(width, offset + 1), 1);
}

/** The error of options whose words have other terms than `processTerm` gives. */
export function termsDisagree(term: string): SearchIndexError {
  return new SearchIndexError(
    "invalid-options",
    `\`wordsOfToken\` and \`processTerm\` disagree about the term ${JSON.stringify(term)}: the words of a token must have the ` +
      "terms that `processTerm` gives for it, each once.",
  );
}

/** By document, position and form, each once. */
function orderWords(words: readonly NotedWord[]): NotedWord[] {
  const ordered = [...words].sort(compareWords);
  return ordered.filter((word, i) => {
    const before = ordered[i - 1];
    return before === undefined || compareWords(before, word) !== 0;
  });
}

function compareWords(a: NotedWord, b: NotedWord): number {
  return a.ordinal - b.ordinal || a.position - b.position || compareText(a.form, b.form);
}

function toFieldOccurrences(
  term: string,
  { field, ordinals, frequencies }: FieldPostings,
  words: readonly NotedWord[],
  numberOf: ReadonlyMap<string, number>,
): FieldOccurrences {
  const starts = new Uint32Array(ordinals.length + 1);
  const positions = Uint32Array.from(words, ({ position }) => position);
  const formNumbers = makeFormNumbers(words.length, numberOf.size);
  let next = 0;
  for (let i = 0; i < ordinals.length; i += 1) {
    for (; words[next]?.ordinal === ordinals[i]; next += 1) {
      formNumbers[next] = numberOf.get(words[next]?.form ?? "") ?? 0;
    }
    starts[i + 1] = next;
    if (next - (starts[i] ?? 0) < (frequencies[i] ?? 0)) throw termsDisagree(term);
  }
  if (next !== words.length) throw termsDisagree(term);
  return new FieldOccurrences(field, ordinals, starts, positions, formNumbers);
}
