/**
 * Counts documents of a segment by what they hold, where what the lexicons say does not do: of dead ones, and of forms
 * whose positions were read.
 */

import type { OpenSegment, SegmentReader } from "../../index/read.ts";
import { readForms, termOfForm } from "./form-terms.ts";

/** Counts the dead documents of a segment that hold each of some terms. Requests as their postings. */
export async function countDeadWithTerms(
  { reader, sets }: OpenSegment,
  terms: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const dead = sets.deadDocuments;
  if (dead === null) return new Map();
  const found = await reader.postings(terms);
  return new Map(
    terms.map((term) => {
      const holding = sets.emptySet();
      for (const list of found.get(term) ?? []) holding.addList(list, dead);
      holding.intersect(dead);
      return [term, holding.count()];
    }),
  );
}

/** The same of surface forms. Requests as countWithForms. */
export async function countDeadWithForms(
  open: OpenSegment,
  forms: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { dead } = open;
  return dead === null ? new Map() : countWithForms(open, forms, (ordinal) => dead[ordinal] === 1);
}

/**
 * Counts the documents of a segment that hold each of some forms; dead ones among them, unless `isCounted` leaves them
 * out. The same number as the lexicon of forms has. Requests as the positions of the forms' terms.
 */
export async function countWithForms(
  { reader }: OpenSegment,
  forms: readonly string[],
  isCounted: (ordinal: number) => boolean = () => true,
): Promise<ReadonlyMap<string, number>> {
  await readForms(() => forms);
  const occurrences = await reader.occurrences([...new Set(forms.map(termOfForm))]);
  return new Map(forms.map((form) => [form, countHolding(occurrences, form, isCounted)]));
}

function countHolding(
  byTerm: Awaited<ReturnType<SegmentReader["occurrences"]>>,
  form: string,
  isCounted: (ordinal: number) => boolean,
): number {
  const occurrences = byTerm.get(termOfForm(form));
  const number = occurrences?.forms.indexOf(form) ?? -1;
  if (occurrences === undefined || number < 0) return 0;
  const holding = new Set<number>();
  for (const { ordinals, starts, formNumbers } of occurrences.fields) {
    for (const [i, ordinal] of ordinals.entries()) {
      if (isCounted(ordinal) && formNumbers.subarray(starts[i], starts[i + 1]).includes(number)) holding.add(ordinal);
    }
  }
  return holding.size;
}
