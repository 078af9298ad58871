/**
 * Words that a reader may be typing (layer 4): whole forms as texts have them, one of each family, the commonest first, and
 * none that only deleted articles have.
 */
import { isStopWord } from "../../analysis/stop-words.ts";
import type { BeginningForm } from "../expansion/beginning-forms.ts";
import { sureTermsOfForm, termOfForm } from "../expansion/form-terms.ts";
import type { IndexSnapshot, OpenSegment } from "../index-snapshot.ts";

/** A form of the index to go on with. */
export interface SuggestedWord {
  readonly form: string;
  /** Documents with any form of its family that begins so; dead ones count until their segment is rewritten. */
  readonly documentFrequency: number;
}

/** Letters, perhaps with hyphens between, and digits behind: no numbers, dates or addresses. */
const WORD = /^\p{L}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*$/u;

/** So many of the commonest forms are sorted into families for each word that is wanted; a family rarely shows more. */
const FORMS_A_WORD = 6;

/**
 * At most `limit` words of the forms that go on from a folded beginning. Requests: for a form that fewer documents of a
 * segment have than died there, its occurrences.
 */
export async function suggestWords(
  snapshot: IndexSnapshot,
  forms: readonly BeginningForm[],
  beginning: string,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  // The beginning itself is no way to go on, but it says of what family it is.
  const words = forms.filter(({ form }) => form !== beginning && WORD.test(form) && !isStopWord(form));
  const families = toFamilies(words.slice(0, FORMS_A_WORD * limit));
  const shown: SuggestedWord[] = [];
  for (let from = 0; from < families.length && shown.length < limit; from += limit) {
    const some = families.slice(from, from + limit);
    const living = await Promise.all(some.map((family) => withLiveForm(snapshot, family)));
    for (const word of living) if (word !== null && shown.length < limit) shown.push(word);
  }
  return shown;
}

/** Forms of one word, the commonest first. */
interface Family {
  readonly forms: BeginningForm[];
  documentFrequency: number;
}

/** Forms that share a term that is surely theirs are of one family. Commonest families first. */
function toFamilies(forms: readonly BeginningForm[]): Family[] {
  const familyOfTerm = new Map<string, Family>();
  const families: Family[] = [];
  for (const form of forms) {
    const terms = sureTermsOfForm(form.form);
    const known = terms.map((term) => familyOfTerm.get(term)).find((family) => family !== undefined);
    const family = known ?? { forms: [], documentFrequency: 0 };
    if (known === undefined) families.push(family);
    family.forms.push(form);
    family.documentFrequency += form.documentFrequency;
    for (const term of terms) familyOfTerm.set(term, family);
  }
  return families.sort((a, b) => b.documentFrequency - a.documentFrequency);
}

async function withLiveForm(
  snapshot: IndexSnapshot,
  { forms, documentFrequency }: Family,
): Promise<SuggestedWord | null> {
  for (const form of forms) if (await isLive(snapshot, form)) return { form: form.form, documentFrequency };
  return null;
}

async function isLive({ segments }: IndexSnapshot, { form, bySegment }: BeginningForm): Promise<boolean> {
  const doubtful: OpenSegment[] = [];
  for (const [i, open] of segments.entries()) {
    const frequency = bySegment[i] ?? 0;
    if (frequency > countDead(open.dead)) return true;
    if (frequency > 0) doubtful.push(open);
  }
  for (const open of doubtful) if (await hasLiveDocument(open, form)) return true;
  return false;
}

const deadCounts = new WeakMap<Uint8Array, number>();

/** Counted once a snapshot. */
function countDead(dead: Uint8Array | null): number {
  if (dead === null) return 0;
  const known = deadCounts.get(dead);
  if (known !== undefined) return known;
  const count = dead.reduce((sum, isDead) => sum + isDead, 0);
  deadCounts.set(dead, count);
  return count;
}

async function hasLiveDocument({ reader, dead }: OpenSegment, form: string): Promise<boolean> {
  const term = termOfForm(form);
  const occurrences = (await reader.occurrences([term])).get(term);
  const number = occurrences?.forms.indexOf(form) ?? -1;
  if (occurrences === undefined || number < 0) return false;
  return occurrences.fields.some(({ ordinals, starts, formNumbers }) =>
    ordinals.some((ordinal, i) => {
      if (dead?.[ordinal] === 1) return false;
      return formNumbers.subarray(starts[i], starts[i + 1]).includes(number);
    }),
  );
}
