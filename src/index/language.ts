/**
 * The language of an index's documents, as far as an index needs it. Who makes an index gives it a tokenizer, whose
 * tokens have these words; who asks it gives plans, whose phrases have these graphs. It knows no language itself.
 */

/** A word of a token: at `offset` positions from the token's first. */
export interface TokenWord {
  /** The word as written, normalised in spelling, such as to small letters. */
  readonly form: string;
  /** Terms, each once; the first depends on the form alone. */
  readonly terms: readonly string[];
  readonly offset: number;
  /** True for two words with a hyphen as a whole; its parts follow, the first at the same offset. */
  readonly isWhole?: true;
}

/**
 * Tells whether a term is a mark: a fact about another term of the same place, such as that it is of a name or an
 * abbreviation, and no word itself.
 */
export function isMark(term: string): boolean {
  return term.endsWith("^") || term.endsWith("=");
}

/**
 * Evidence that a query word is a name: of the documents with `term`, a stem of the word, those with `mark` have it of
 * a name. Where that share is near 1, the guesses among the alternatives of the word are of other words, and lose
 * weight; where it is near 0, they are the word itself.
 */
export interface NameEvidence {
  readonly term: string;
  readonly mark: string;
}

/** One word of a phrase: any of the terms, in a form that {@link PhraseForms} lets stand there. */
export interface PhraseEdge {
  readonly from: number;
  readonly to: number;
  readonly terms: readonly string[];
  /** Marks that say of the same place that another word stands there. */
  readonly homographs?: readonly string[] | undefined;
  /** The terms are guesses, right where the word is a name: by evidence of the index, or surely where that is null. */
  readonly guess?: { readonly evidence: NameEvidence | null } | undefined;
}

/** Every way from node 0 to the last is a row of neighbouring words that the phrase matches. `from` < `to`, always. */
export interface PhraseGraph<Edge extends PhraseEdge = PhraseEdge> {
  readonly nodes: number;
  /** Ascending by `from`. */
  readonly edges: readonly Edge[];
}

/**
 * The written forms that may stand on the edges of a phrase. Its methods take the edges of the language's own phrases.
 */
export interface PhraseForms {
  /** Reads what {@link stepOf} looks up for the forms of each edge: no request where all of a dictionary is there. */
  read(asked: Iterable<readonly [edge: PhraseEdge, forms: readonly string[]]>): Promise<void>;
  /** The positions that a form takes as the word of a settled edge; 0 where it is another word. */
  stepOf(edge: PhraseEdge, form: string): number;
  /** Tells whether a mark beside a term in this form means that the text has another word there. */
  isHomographForm(term: string, form: string): boolean;
}
