/**
 * Writes what a segment keeps of its terms (layer 2): posting blocks, and for each an occurrence block where the index has
 * them; the lexicon, and the lexicon of surface forms. Posting and occurrence blocks go out while terms come in, in groups,
 * so that little is held back and posting blocks lie side by side; the lexicons wait for the end.
 */
import { encodeBlock } from "../blocks/block-codec.ts";
import type { ByteSink } from "../blocks/byte-sink.ts";
import {
  LEXICON_BLOCK_BYTES,
  OCCURRENCE_GROUP_BYTES,
  POSTING_BLOCK_BYTES,
  type SegmentContents,
} from "../blocks/segment-format.ts";
import { FormCollector } from "../lexicon/form-collector.ts";
import { LexiconBlockWriter, type LexiconTerm } from "../lexicon/lexicon.ts";
import { OccurrenceBlockWriter } from "../postings/occurrence-block.ts";
import type { FieldPostings } from "../postings/posting-bits.ts";
import { type LengthOf, PostingBlockWriter, type TermPostings } from "../postings/posting-block.ts";

/** Call order: add*, close, then writeLexicons and index in any order. */
export class TermSections {
  readonly #sink: ByteSink;
  readonly #start: number;
  readonly #postings: PostingBlockWriter;
  readonly #postingSizes: number[] = [];
  readonly #firstTerms: string[] = [];
  readonly #lexicon = new LexiconRun("lexicon");
  /** Null where the index keeps no occurrences. */
  readonly #occurrences: OccurrenceRun | null;

  /** `lengthOf`: the field lengths of the documents, which come later; posting lists keep bounds by it. */
  constructor(sink: ByteSink, lengthOf: LengthOf, keepsOccurrences: boolean) {
    this.#sink = sink;
    this.#start = sink.offset;
    this.#postings = new PostingBlockWriter(lengthOf);
    this.#occurrences = keepsOccurrences ? new OccurrenceRun() : null;
  }

  add(postings: TermPostings): void {
    const { term, fields, occurrences = { forms: [], fields: [] } } = postings;
    this.#postings.add(this.#occurrences === null ? { term, fields } : postings);
    const documentFrequency = countDocuments(fields);
    this.#lexicon.add({ term, documentFrequency });
    this.#occurrences?.blocks.add({ term, postings: fields, occurrences });
    this.#occurrences?.forms.add(documentFrequency, fields, occurrences);
    if (this.#postings.sizeBytes >= POSTING_BLOCK_BYTES) this.#closeBlock();
  }

  /** No term comes any more. The last blocks are compressed at once. */
  close(): void {
    if (!this.#postings.isEmpty) this.#closeBlock(true);
    if (this.#occurrences !== null && this.#occurrences.heldBytes > 0) this.#closeGroup(this.#occurrences);
    this.#lexicon.close();
  }

  /** Writes the lexicons; where they are. */
  writeLexicons(): Pick<SegmentContents, "lexicon" | "forms"> {
    const lexicon = this.#lexicon.write(this.#sink);
    if (this.#occurrences === null) return { lexicon, forms: null };
    const forms = new LexiconRun("forms");
    for (const form of this.#occurrences.forms.forms()) forms.add(form);
    forms.close();
    return { lexicon, forms: forms.write(this.#sink) };
  }

  /** Where posting and occurrence blocks are; all of them must be compressed by now. */
  index(): Pick<SegmentContents, "postings" | "occurrences"> {
    const run = { start: this.#start, sizesBytes: this.#postingSizes };
    const postings = { ...run, firstTerms: this.#firstTerms, gaps: [] as [number, number][] };
    if (this.#occurrences === null) return { postings, occurrences: null };
    const { sizesBytes, groupEnds } = this.#occurrences;
    const occurrences = { start: this.#start, sizesBytes, gaps: [] as [number, number][] };
    let first = 0;
    for (const end of groupEnds) {
      const postingBytes = sumOf(this.#postingSizes.slice(first, end));
      if (first === 0) occurrences.start += postingBytes;
      else occurrences.gaps.push([first, postingBytes]);
      if (end < sizesBytes.length) postings.gaps.push([end, sumOf(sizesBytes.slice(first, end))]);
      first = end;
    }
    return { postings, occurrences };
  }

  #closeBlock(isLast = false): void {
    this.#firstTerms.push(this.#postings.firstTerm);
    this.#sink.writeRunBlock("postings", this.#postingSizes, this.#postings.take(), { isLast });
    const run = this.#occurrences;
    if (run === null) return;
    const content = run.blocks.take();
    run.heldBytes += content.length;
    this.#sink.writeRunBlock("occurrences", run.sizesBytes, content, { isLast, isHeld: true });
    if (run.heldBytes >= OCCURRENCE_GROUP_BYTES) this.#closeGroup(run);
  }

  #closeGroup(run: OccurrenceRun): void {
    this.#sink.release();
    run.groupEnds.push(run.sizesBytes.length);
    run.heldBytes = 0;
  }
}

/** Occurrences being written. */
class OccurrenceRun {
  readonly blocks = new OccurrenceBlockWriter();
  readonly forms = new FormCollector();
  readonly sizesBytes: number[] = [];
  /** How many blocks there were when each group was closed. */
  readonly groupEnds: number[] = [];
  /** Of the group that is not closed, before compression. */
  heldBytes = 0;
}

/** The blocks of a lexicon, compressed and kept until they are written. */
class LexiconRun {
  readonly #section: "lexicon" | "forms";
  readonly #writer = new LexiconBlockWriter();
  readonly #blocks: Uint8Array[] = [];
  readonly #firstTerms: string[] = [];

  constructor(section: "lexicon" | "forms") {
    this.#section = section;
  }

  add(term: LexiconTerm): void {
    this.#writer.add(term);
    if (this.#writer.sizeBytes >= LEXICON_BLOCK_BYTES) this.close();
  }

  /** Ends the block that is begun, if one is. */
  close(): void {
    if (this.#writer.isEmpty) return;
    this.#firstTerms.push(this.#writer.firstTerm);
    this.#blocks.push(encodeBlock(this.#section, this.#blocks.length, this.#writer.take()));
  }

  write(sink: ByteSink): { start: number; sizesBytes: number[]; firstTerms: string[] } {
    return { ...sink.writeRun(this.#blocks), firstTerms: this.#firstTerms };
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/**
 * How many documents hold a term in any field: the size of the union of ascending lists. The longest counts whole, of the
 * others what no longer one has: a title's few are looked up among the text's many.
 */
function countDocuments(fields: readonly FieldPostings[]): number {
  if (fields.length === 1) return fields[0]?.ordinals.length ?? 0;
  const lists = fields.map(({ ordinals }) => ordinals).sort((a, b) => b.length - a.length);
  return lists.reduce((count, list, i) => count + countMissing(list, lists.slice(0, i)), 0);
}

/** How many of a list's numbers are in none of the others. */
function countMissing(list: Uint32Array, others: readonly Uint32Array[]): number {
  if (others.length === 0) return list.length;
  const places = new Uint32Array(others.length);
  let missing = 0;
  for (let i = 0; i < list.length; i += 1) {
    const number = list[i] ?? 0;
    let isFound = false;
    for (let other = 0; other < others.length && !isFound; other += 1) {
      const numbers = others[other] ?? new Uint32Array();
      const place = firstFrom(numbers, number, places[other] ?? 0);
      places[other] = place;
      isFound = numbers[place] === number;
    }
    if (!isFound) missing += 1;
  }
  return missing;
}

/** The first place from `start` on whose number is not below, by strides that double. */
function firstFrom(numbers: Uint32Array, least: number, start: number): number {
  let stride = 1;
  let low = start;
  while (low + stride < numbers.length && (numbers[low + stride] ?? 0) < least) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(low + stride, numbers.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
