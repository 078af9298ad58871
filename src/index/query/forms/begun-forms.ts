/**
 * The surface forms of an index that begin alike, the commonest of each segment first, from the lexicons of forms,
 * without postings.
 */

import { type CommonestTerms, commonestTerms, findTerms, type LexiconBlock } from "../../segment/lexicon/lexicon.ts";
import { compareText } from "../../segment/stored/document-order.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";

/** The commonest of each segment. */
interface CommonestForms {
  /** Forms with the documents that hold them, dead ones included; each once, in no order. */
  readonly forms: readonly { readonly text: string; readonly bySegment: readonly number[] }[];
  /** The most documents that another form may have. */
  readonly mostOfOthers: number;
}

/** The forms that begin alike, as their lexicons have them. */
export class BegunForms {
  readonly #beginning: string;
  /** Blocks by segment. */
  readonly #blocks: readonly (readonly LexiconBlock[])[];

  private constructor(beginning: string, blocks: readonly (readonly LexiconBlock[])[]) {
    this.#beginning = beginning;
    this.#blocks = blocks;
  }

  /** Requests: the blocks of the lexicons of forms that hold the beginning, a run of them at a time. */
  static async read({ segments }: IndexSnapshot, beginning: string): Promise<BegunForms> {
    const blocks = await Promise.all(segments.map(({ reader }) => reader.formBlocksOf(beginning)));
    return new BegunForms(beginning, blocks);
  }

  /** The commonest of each segment, `most` (at least 1) of it. Time: a step a form with the beginning. */
  commonest(most: number): CommonestForms {
    const found = this.#blocks.map((blocks) => commonestTerms(blocks, this.#beginning, most));
    const texts = [...new Set(found.flatMap(({ terms }) => terms.map(({ term }) => term)))];
    const frequencies = found.map((ofSegment, i) => frequenciesOf(ofSegment, texts, this.#blocks[i] ?? []));
    const mostOfOthers = found.reduce((sum, { terms, count }) => {
      return sum + (count > terms.length ? (terms.at(-1)?.documentFrequency ?? 0) : 0);
    }, 0);
    const forms = texts.map((text) => ({ text, bySegment: frequencies.map((known) => known.get(text) ?? 0) }));
    return { forms, mostOfOthers };
  }
}

/** The frequencies of forms in a segment of which the commonest are known. */
function frequenciesOf(
  { terms, count }: CommonestTerms,
  texts: readonly string[],
  blocks: readonly LexiconBlock[],
): ReadonlyMap<string, number> {
  const known = new Map(terms.map(({ term, documentFrequency }): [string, number] => [term, documentFrequency]));
  if (count === terms.length) return known;
  const missing = texts.filter((text) => !known.has(text)).sort(compareText);
  for (const [text, frequency] of findTerms(blocks, missing)) known.set(text, frequency);
  return known;
}
