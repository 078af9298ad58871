/**
 * Gathers the surface forms of a segment while its terms are written: they come in the order of their terms,
 * and leave in their own. Memory: a buffer, and some six bytes for each form that left it, in sorted runs.
 */
import { LEXICON_BLOCK_BYTES } from "../blocks/segment-format.ts";
import type { TermOccurrences } from "../postings/occurrences.ts";
import type { FieldPostings } from "../postings/posting-list.ts";
import { compareText } from "../stored/document-order.ts";
import { allTerms, decodeLexiconBlock, LexiconBlockWriter, type LexiconTerm } from "./lexicon.ts";

/** Forms that are sorted at once, some 45 MB of them: those of 12,000 articles, without a run of their own. Untuned. */
const MAX_BUFFERED_FORMS = 600_000;

/**
 * A form may stand under several terms; its document frequency is the highest that it has under one of them. Every
 * occurrence of a word is under its stem, so that this is the number of documents that hold the form.
 */
export class FormCollector {
  readonly #maxBuffered: number;
  /** Terms in order of arrival; a form occurs once for each of its terms. */
  #buffer: LexiconTerm[] = [];
  /** Contents of lexicon blocks. */
  readonly #runs: Uint8Array[][] = [];

  constructor(maxBuffered = MAX_BUFFERED_FORMS) {
    this.#maxBuffered = maxBuffered;
  }

  /** The forms of one term, which `documentFrequency` documents hold; `postings` are the lists of its occurrences. */
  add(documentFrequency: number, postings: readonly FieldPostings[], occurrences: TermOccurrences): void {
    const { forms } = occurrences;
    // Most terms have one form, which then stands wherever they do.
    const frequencies = forms.length === 1 ? null : countDocumentsByForm(postings, occurrences);
    for (let number = 0; number < forms.length; number += 1) {
      const frequency = frequencies === null ? documentFrequency : (frequencies[number] ?? 0);
      this.#buffer.push({ term: forms[number] ?? "", documentFrequency: frequency });
    }
    if (this.#buffer.length < this.#maxBuffered) return;
    this.#runs.push(packRun(sortForms(this.#buffer)));
    this.#buffer = [];
  }

  /** Every form once, ascending by UTF-16 units. */
  forms(): Iterable<LexiconTerm> {
    const rest = sortForms(this.#buffer);
    return this.#runs.length === 0 ? rest : uniteRuns([...this.#runs.map(unpackRun), rest[Symbol.iterator]()]);
  }
}

/** The forms of sorted runs in order, each once. */
function* uniteRuns(runs: readonly Iterator<LexiconTerm, undefined>[]): Generator<LexiconTerm> {
  const heads = runs.map((run) => run.next().value);
  for (;;) {
    let smallest: string | null = null;
    for (let i = 0; i < heads.length; i += 1) {
      const term = heads[i]?.term;
      if (term !== undefined && (smallest === null || term < smallest)) smallest = term;
    }
    if (smallest === null) return;
    let documentFrequency = 0;
    for (let i = 0; i < heads.length; i += 1) {
      const head = heads[i];
      if (head === undefined || head.term !== smallest) continue;
      documentFrequency = Math.max(documentFrequency, head.documentFrequency);
      heads[i] = runs[i]?.next().value;
    }
    yield { term: smallest, documentFrequency };
  }
}

/** Counts the documents that hold each form in any field. */
function countDocumentsByForm(postings: readonly FieldPostings[], { forms, fields }: TermOccurrences): Uint32Array {
  const counts = new Uint32Array(forms.length);
  /** One more than the last document of each form. */
  const lastDocuments = new Float64Array(forms.length);
  const places = new Uint32Array(postings.length);
  for (;;) {
    let ordinal = Number.POSITIVE_INFINITY;
    for (let list = 0; list < postings.length; list += 1) {
      ordinal = Math.min(ordinal, postings[list]?.ordinals[places[list] ?? 0] ?? Number.POSITIVE_INFINITY);
    }
    if (ordinal === Number.POSITIVE_INFINITY) return counts;
    for (let list = 0; list < postings.length; list += 1) {
      const place = places[list] ?? 0;
      const field = fields[list];
      if (field === undefined || postings[list]?.ordinals[place] !== ordinal) continue;
      places[list] = place + 1;
      for (let i = field.starts[place] ?? 0; i < (field.starts[place + 1] ?? 0); i += 1) {
        const form = field.formNumbers[i] ?? 0;
        if (lastDocuments[form] === ordinal + 1) continue;
        lastDocuments[form] = ordinal + 1;
        counts[form] = (counts[form] ?? 0) + 1;
      }
    }
  }
}

/**
 * Sorts the forms, each once, with its highest frequency. They come in the order of their terms, which is nearly their
 * own: a sort that finds runs, as V8's does, has little to do, and less than a Map of them.
 */
function sortForms(forms: LexiconTerm[]): LexiconTerm[] {
  const sorted: LexiconTerm[] = [];
  for (const form of forms.sort((a, b) => compareText(a.term, b.term))) {
    const before = sorted.at(-1);
    if (before?.term !== form.term) sorted.push(form);
    else if (before.documentFrequency < form.documentFrequency) sorted[sorted.length - 1] = form;
  }
  return sorted;
}

function packRun(forms: readonly LexiconTerm[]): Uint8Array[] {
  const writer = new LexiconBlockWriter();
  const blocks: Uint8Array[] = [];
  for (const form of forms) {
    writer.add(form);
    if (writer.sizeBytes >= LEXICON_BLOCK_BYTES) blocks.push(writer.take());
  }
  if (!writer.isEmpty) blocks.push(writer.take());
  return blocks;
}

function* unpackRun(blocks: readonly Uint8Array[]): Generator<LexiconTerm, undefined> {
  for (const block of blocks) yield* allTerms(decodeLexiconBlock(block));
}
