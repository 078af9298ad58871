/**
 * Surface forms of the index that begin alike, the commonest first (layer 4): what a word that is being typed may become.
 */
import { compareText } from "../../segment/document-order.ts";
import { findTerms } from "../../segment/lexicon-cursor.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";
import { mayHoldSome } from "./sorted-terms.ts";

/** A form and its documents; a dead one counts until its segment is rewritten. */
export interface BeginningForm {
  readonly form: string;
  readonly documentFrequency: number;
  /** The same by segment. */
  readonly bySegment: readonly number[];
}

/** The forms that begin alike. */
export interface BeginningForms {
  /** At most {@link MOST_BEGINNING_FORMS}. */
  readonly forms: readonly BeginningForm[];
  /** How many there are; at least so many, where several segments have more than are kept. */
  readonly count: number;
}

/**
 * Completion and suggestions come by with fewer. The commonest of all segments are among the commonest of one of them: a
 * form that no segment has among so many is rarer than those that are wanted. Our decision.
 */
export const MOST_BEGINNING_FORMS = 512;

/**
 * The commonest forms with a beginning, equally common ones ascending. Requests: the blocks of the lexicons of forms that
 * hold the beginning, a run of them at a time. Time: a step a form with the beginning.
 */
export async function findBeginningForms(snapshot: IndexSnapshot, beginning: string): Promise<BeginningForms> {
  const { segments } = snapshot;
  const found = await Promise.all(segments.map(({ reader }) => reader.commonestForms(beginning, MOST_BEGINNING_FORMS)));
  const kept = [...new Set(found.flatMap(({ terms }) => terms.map(({ term }) => term)))].sort();
  const frequencies = await Promise.all(
    found.map(async ({ terms, count }, i) => {
      const known = new Map(terms.map(({ term, documentFrequency }): [string, number] => [term, documentFrequency]));
      const missing = count > terms.length ? kept.filter((form) => !known.has(form)) : [];
      const blocks = missing.length === 0 ? [] : await segments[i]?.reader.formBlocks(mayHoldSome(missing));
      for (const [form, frequency] of findTerms(blocks ?? [], missing)) known.set(form, frequency);
      return known;
    }),
  );
  const forms = kept.map((form): BeginningForm => {
    const bySegment = frequencies.map((known) => known.get(form) ?? 0);
    return { form, documentFrequency: bySegment.reduce((sum, frequency) => sum + frequency, 0), bySegment };
  });
  forms.sort((a, b) => b.documentFrequency - a.documentFrequency || compareText(a.form, b.form));
  return {
    forms: forms.slice(0, MOST_BEGINNING_FORMS),
    count: found.reduce((most, { count }) => Math.max(most, count), kept.length),
  };
}
