/**
 * Words that a reader may be typing (layer 4): whole forms as texts have them, one of each family, the commonest first, and
 * none that only deleted articles have.
 */
import { isStopWord } from "../../analysis/words/stop-words.ts";
import { compareText } from "../../segment/stored/document-order.ts";
import type { BeginningForm, BeginningForms } from "../expansion/beginning-forms.ts";
import { sureTermsOfForm } from "../expansion/form-terms.ts";
import { type Counted, commonest, type LiveCount } from "../expansion/live-counts.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";

/** A form of the index to go on with. */
export interface SuggestedWord {
  readonly form: string;
  /** Of all forms of its family that begin so. */
  readonly counts: readonly LiveCount[];
}

/** Letters, perhaps with hyphens between, and digits behind: no numbers, dates or addresses. */
const WORD = /^\p{L}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*$/u;

/** So many of the commonest forms are sorted into families for each word that is wanted; a family rarely shows more. */
const FORMS_A_WORD = 6;

/**
 * At most `limit` words of the forms that go on from a folded beginning, by falling number of live documents. Requests: as
 * BeginningForms.commonest, and for the forms of families between which their order is in doubt (live-counts.ts).
 */
export async function suggestWords(
  snapshot: IndexSnapshot,
  forms: BeginningForms,
  beginning: string,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  const isWord = (form: string) => form !== beginning && WORD.test(form) && !isStopWord(form);
  const families = toFamilies(await forms.commonest(FORMS_A_WORD * limit, "set", isWord));
  const shown = (await commonest(snapshot, families, limit, "order")) ?? [];
  return Promise.all(
    shown.map(async ({ forms: ofFamily, counts }) => {
      const [first] = (await commonest(snapshot, ofFamily, 1, "order")) ?? [];
      return { form: first?.text ?? "", counts };
    }),
  );
}

/** Forms of one word; `text` is the first of them. */
interface Family extends Counted {
  readonly forms: BeginningForm[];
  readonly counts: LiveCount[];
}

/** Forms that share a term that is surely theirs are of one family, whatever their order. */
function toFamilies(forms: readonly BeginningForm[]): Family[] {
  const familyOfTerm = new Map<string, Family>();
  const families: Family[] = [];
  for (const form of [...forms].sort((a, b) => compareText(a.text, b.text))) {
    const terms = sureTermsOfForm(form.text);
    const known = terms.map((term) => familyOfTerm.get(term)).find((family) => family !== undefined);
    const family = known ?? { text: form.text, forms: [], counts: [] };
    if (known === undefined) families.push(family);
    family.forms.push(form);
    family.counts.push(form.count);
    for (const term of terms) familyOfTerm.set(term, family);
  }
  return families;
}
