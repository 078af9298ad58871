/**
 * Surface forms of the index that begin alike, the commonest first (layer 4): what a word that is being typed may become.
 */
import { type CommonestTerms, commonestTerms, findTerms, type LexiconBlock } from "../../segment/lexicon/lexicon.ts";
import { compareText } from "../../segment/stored/document-order.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import {
  byFallingCount,
  type Counted,
  commonest,
  type Exactness,
  type LiveCount,
  liveCount,
  type Outsiders,
} from "./live-counts.ts";

/** A form of the index. */
export interface BeginningForm extends Counted {
  readonly count: LiveCount;
}

/** A word is completed by no more forms, several of one term among them. Untuned. */
export const MAX_COMPLETING_FORMS = 512;

/**
 * Forms that are looked at of each segment at first, the commonest there: completion and suggestions come by with them, and know
 * whether there is another. More of them where that does not settle which are the commonest of the index.
 */
const FIRST_FORMS = MAX_COMPLETING_FORMS + 1;

/** How many times as many then. Untuned. */
const MORE_FORMS = 8;

/** Which forms are asked for. */
export type FormPredicate = (form: string) => boolean;

const isAny: FormPredicate = () => true;

/** The forms of one kind among the commonest of each segment, with their documents in all; and the most that another may have. */
interface FormPool {
  readonly forms: readonly BeginningForm[];
  readonly outsiders: Outsiders;
  readonly formsASegment: number;
}

/** The forms that begin alike, as their lexicons have them. */
export class BeginningForms {
  readonly #snapshot: IndexSnapshot;
  readonly #beginning: string;
  /** By segment. */
  readonly #blocks: readonly (readonly LexiconBlock[])[];
  readonly #formsASegment: number;
  /** The last that was read of each segment, and how much was asked for. */
  #read: { readonly formsASegment: number; readonly found: readonly CommonestTerms[] } | null = null;
  readonly #pools = new Map<FormPredicate, FormPool>();

  private constructor(
    snapshot: IndexSnapshot,
    beginning: string,
    blocks: readonly (readonly LexiconBlock[])[],
    formsASegment: number,
  ) {
    this.#snapshot = snapshot;
    this.#beginning = beginning;
    this.#blocks = blocks;
    this.#formsASegment = formsASegment;
  }

  /**
   * Requests: the blocks of the lexicons of forms that hold the beginning, a run of them at a time. `formsASegment`, at least 1, is
   * how many are looked at of each segment at first; it changes no answer.
   */
  static async find(snapshot: IndexSnapshot, beginning: string, formsASegment = FIRST_FORMS): Promise<BeginningForms> {
    const blocks = await Promise.all(snapshot.segments.map(({ reader }) => reader.formBlocksOf(beginning)));
    return new BeginningForms(snapshot, beginning, blocks, formsASegment);
  }

  /**
   * The `n` that most live documents hold of those that are wanted, equally common ones ascending; fewer where there are no more.
   * They are the same in whatever segments the documents lie. Requests as `settle`. Time: a step a form with the beginning. What one
   * predicate has found is kept for its next call: it must be one function.
   */
  async commonest(n: number, exactness: Exactness, isWanted: FormPredicate = isAny): Promise<readonly BeginningForm[]> {
    for (;;) {
      const pool = this.#pools.get(isWanted) ?? this.#findPool(isWanted, this.#formsASegment);
      const found = await commonest(this.#snapshot, pool.forms, n, exactness, pool.outsiders);
      if (found !== null) return found;
      this.#findPool(isWanted, pool.formsASegment * MORE_FORMS);
    }
  }

  #findPool(isWanted: FormPredicate, formsASegment: number): FormPool {
    if (this.#read === null || this.#read.formsASegment < formsASegment) {
      const found = this.#blocks.map((blocks) => commonestTerms(blocks, this.#beginning, formsASegment));
      this.#read = { formsASegment, found };
    }
    const { found } = this.#read;
    const texts = [...new Set(found.flatMap(({ terms }) => terms.map(({ term }) => term).filter(isWanted)))];
    const frequencies = found.map((ofSegment, i) => frequenciesOf(ofSegment, texts, this.#blocks[i] ?? []));
    const forms = texts.map((text): BeginningForm => {
      const bySegment = frequencies.map((known) => known.get(text) ?? 0);
      const count = liveCount(this.#snapshot, "forms", text, bySegment);
      return { text, count, counts: [count] };
    });
    const most = found.reduce((sum, { terms, count }) => {
      return sum + (count > terms.length ? (terms.at(-1)?.documentFrequency ?? 0) : 0);
    }, 0);
    // The commonest of the only segment are those of the index, ties included.
    const loseTies = found.length === 1 && this.#snapshot.segments[0]?.dead === null;
    const pool = {
      forms: byFallingCount(forms),
      outsiders: { most, loseTies },
      formsASegment: this.#read.formsASegment,
    };
    this.#pools.set(isWanted, pool);
    return pool;
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
