/**
 * How a word is written (layer 4, pure): small letters, a capital, capitals. The index folds its forms; texts at hand and the
 * terms that names and abbreviations leave tell.
 */

import type { NameEvidence } from "../../analysis/analyzer.ts";
import { isInsideSentence } from "../../analysis/words/capitals.ts";
import { abbreviationTerm, mayBeAbbreviation } from "../../analysis/words/marked-terms.ts";
import { foldWord } from "../../analysis/words/word-folding.ts";

/** So much of a text is read; news name their names early. */
const READ_LENGTH = 1_000;

/** A word with this share of its documents as a name or an abbreviation is one. */
const TELLING_SHARE = 0.5;

/** The ways in which some folded words stand inside sentences of some texts, each the first way there. */
export function writtenForms(texts: readonly string[], forms: ReadonlySet<string>): Map<string, string> {
  const written = new Map<string, string>();
  for (const text of texts) {
    const read = text.slice(0, READ_LENGTH);
    for (const { 0: word, index } of read.matchAll(/\p{L}[\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*/gu)) {
      const folded = foldWord(word);
      // A designation is one form, with its hyphen and without: су57.
      const form = /\d/.test(folded) ? folded.replaceAll("-", "") : folded;
      if (!forms.has(form) || !isInsideSentence(read, index)) continue;
      // Of several ways that of small letters: words are capitalised in names of firms and headings.
      if (!written.has(form) || word === word.toLowerCase()) written.set(form, word);
    }
  }
  return written;
}

/** How much of a word is there when so many of its letters and digits are typed. */
export function typedLength(word: string, letters: number): number {
  let left = letters;
  for (let i = 0; i < word.length; i += 1) {
    if (left === 0) return i;
    if (word[i] !== "-") left -= 1;
  }
  return word.length;
}

/** Terms that tell of a form whether it is a name or an abbreviation. */
export function tellingTerms(form: string, evidence: NameEvidence | undefined): string[] {
  const abbreviation = mayBeAbbreviation(form) ? [abbreviationTerm(form)] : [];
  return [...(evidence === undefined ? [] : [evidence.term, evidence.mark]), ...abbreviation];
}

/** Live documents, exact or bounds: of what would prove a case, and of what it must be a share of. */
interface CaseCounts {
  proofOf(term: string): number;
  wholeOf(term: string): number;
  /** With the word in any of its forms. */
  readonly documents: number;
}

/** The form as these terms tell; in small letters where they do not. */
export function byTerms(form: string, evidence: NameEvidence | undefined, counts: CaseCounts): string {
  const asAbbreviation = mayBeAbbreviation(form) ? counts.proofOf(abbreviationTerm(form)) : 0;
  if (asAbbreviation > TELLING_SHARE * counts.documents) return form.toUpperCase();
  if (evidence === undefined || evidence.mark === evidence.term) return form;
  const isName = counts.proofOf(evidence.mark) > TELLING_SHARE * counts.wholeOf(evidence.term);
  return isName ? form.charAt(0).toUpperCase() + form.slice(1) : form;
}
