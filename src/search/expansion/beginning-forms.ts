/**
 * Surface forms of the index that begin alike, the commonest first: what a word that is being typed may become.
 */

import {
  type CommonestTerms,
  commonestTerms,
  findTerms,
  type IndexSnapshot,
  type LexiconBlock,
} from "../../index/read.ts";
import { compareText } from "../../index/shared.ts";
import {
  byFallingCount,
  type Counted,
  commonest,
  type Exactness,
  isSettled,
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
type FormPredicate = (form: string) => boolean;

/** The commonest of each segment, with their documents in all; and the most that another may have. */
interface FormPool {
  /** By falling upper bounds, as they were when it was made. */
  readonly forms: readonly BeginningForm[];
  /** Whether all counts are exact, so that the order stays. */
  readonly isExact: boolean;
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
  #pool: FormPool | null = null;

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
   * They are the same in whatever segments the documents lie. Requests as `settle`. Time: a step a form with the beginning, once.
   */
  async commonest(
    n: number,
    exactness: Exactness,
    isWanted: FormPredicate = () => true,
  ): Promise<readonly BeginningForm[]> {
    for (;;) {
      this.#pool ??= this.#findPool(this.#formsASegment);
      const { forms, isExact, outsiders, formsASegment } = this.#pool;
      // What the choice is made from: all, where counts may yet fall.
      const wanted = firstOf(forms, isWanted, isExact ? n + 1 : forms.length);
      const found = await commonest(this.#snapshot, wanted, n, exactness, outsiders);
      if (found !== null) return found;
      this.#pool = this.#findPool(formsASegment * MORE_FORMS);
    }
  }

  #findPool(formsASegment: number): FormPool {
    const found = this.#blocks.map((blocks) => commonestTerms(blocks, this.#beginning, formsASegment));
    const texts = [...new Set(found.flatMap(({ terms }) => terms.map(({ term }) => term)))];
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
    const isExact = forms.every(({ count }) => isSettled(count));
    return { forms: byFallingCount(forms), isExact, outsiders: { most, loseTies }, formsASegment };
  }
}

/** The first `most` that are wanted. */
function firstOf(forms: readonly BeginningForm[], isWanted: FormPredicate, most: number): BeginningForm[] {
  const wanted: BeginningForm[] = [];
  for (let i = 0; i < forms.length && wanted.length < most; i += 1) {
    const form = forms[i];
    if (form !== undefined && isWanted(form.text)) wanted.push(form);
  }
  return wanted;
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
