/**
 * Surface forms of the index that begin alike, the commonest first: what a word that is being typed may become.
 */

import { BegunForms, type IndexSnapshot } from "../../index/read.ts";
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
 * Forms that are looked at of each segment at first, the commonest there: completion and suggestions come by with them,
 * and know whether there is another. More of them where that does not settle which are the commonest of the index.
 */
const FIRST_FORMS = MAX_COMPLETING_FORMS + 1;

/** Factor of the number of forms then. Untuned. */
const MORE_FORMS = 8;

/** Tells whether a form is wanted. */
type FormPredicate = (form: string) => boolean;

/** The commonest of each segment, with their documents in all; and the most that another may have. */
interface FormPool {
  /** Forms by falling upper bounds, as they were when it was made. */
  readonly forms: readonly BeginningForm[];
  /** True if all counts are exact, so that the order is final. */
  readonly isExact: boolean;
  readonly outsiders: Outsiders;
  readonly formsASegment: number;
}

/** The forms that begin alike, by their live documents. */
export class BeginningForms {
  readonly #snapshot: IndexSnapshot;
  readonly #begun: BegunForms;
  readonly #formsASegment: number;
  #pool: FormPool | null = null;

  private constructor(snapshot: IndexSnapshot, begun: BegunForms, formsASegment: number) {
    this.#snapshot = snapshot;
    this.#begun = begun;
    this.#formsASegment = formsASegment;
  }

  /**
   * Requests as BegunForms. `formsASegment`, at least 1, is how many are looked at of each segment at first; it changes
   * no answer.
   */
  static async find(snapshot: IndexSnapshot, beginning: string, formsASegment = FIRST_FORMS): Promise<BeginningForms> {
    return new BeginningForms(snapshot, await BegunForms.read(snapshot, beginning), formsASegment);
  }

  /**
   * The `n` that most live documents hold of those that are wanted, equally common ones ascending; fewer where there
   * are no more. They are the same in whatever segments the documents lie. Requests as `settle`. Time: a step a form
   * with the beginning, once.
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
    const { forms: found, mostOfOthers: most } = this.#begun.commonest(formsASegment);
    const forms = found.map(({ text, bySegment }): BeginningForm => {
      const count = liveCount(this.#snapshot, "forms", text, bySegment);
      return { text, count, counts: [count] };
    });
    // The commonest of the only segment are those of the index, ties included.
    const { segments } = this.#snapshot;
    const loseTies = segments.length === 1 && segments[0]?.dead === null;
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
