/**
 * What the index knows of words that a reader may have meant (layer 4): frequencies of many candidates at once, from the
 * lexicons, without postings.
 */
import type { QueryWord } from "../../analysis/analyzer.ts";
import { analyzeQuery } from "../../analysis/query-analysis.ts";
import { lastAtMost } from "../../segment/last-at-most.ts";
import type { LexiconBlock } from "../../segment/lexicon.ts";
import { findTerm } from "../../segment/lexicon-cursor.ts";
import type { SegmentReader } from "../../segment/segment-reader.ts";
import { expandForm, type SurfaceForm } from "../expansion/form-expansion.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";

/** What is to be looked up. */
export interface DictionaryRequest {
  /** Texts of which every word must be known in some form. */
  readonly texts: readonly string[];
  readonly terms?: readonly string[];
  /** Folded words that must stand in the index as they are. */
  readonly forms: readonly string[];
  /** Folded beginnings of words. */
  readonly beginnings: readonly string[];
  /** Folded words, and how many edits (Levenshtein's) forms may be away from them. */
  readonly near: ReadonlyMap<string, number>;
}

/** Documents by what they hold. Those of the lexicons: a dead document counts until its segment is rewritten. */
export class SpellingDictionary {
  readonly #terms: ReadonlyMap<string, number>;
  readonly #forms: ReadonlyMap<string, number>;
  readonly #beginnings: ReadonlyMap<string, number>;
  readonly #near: ReadonlyMap<string, readonly SurfaceForm[]>;

  private constructor(
    terms: ReadonlyMap<string, number>,
    forms: ReadonlyMap<string, number>,
    beginnings: ReadonlyMap<string, number>,
    near: ReadonlyMap<string, readonly SurfaceForm[]>,
  ) {
    this.#terms = terms;
    this.#forms = forms;
    this.#beginnings = beginnings;
    this.#near = near;
  }

  /** One round of requests: the blocks of the lexicons of terms and of forms that can hold what is asked for. */
  static async look(snapshot: IndexSnapshot, request: DictionaryRequest): Promise<SpellingDictionary> {
    const terms = new Set([
      ...request.texts.flatMap((text) => analyzeQuery(text).flatMap(termsOf)),
      ...(request.terms ?? []),
    ]);
    const [foundTerms, foundForms, beginnings, near] = await Promise.all([
      findAll(snapshot, [...terms], (reader, mayHold) => reader.lexiconBlocks(mayHold)),
      findAll(snapshot, request.forms, (reader, mayHold) => reader.formBlocks(mayHold)),
      Promise.all(request.beginnings.map((form) => expandForm(snapshot, { form, prefix: true, maxDistance: 0 }))),
      Promise.all(
        [...request.near].map(([form, maxDistance]) => expandForm(snapshot, { form, prefix: false, maxDistance })),
      ),
    ]);
    return new SpellingDictionary(
      foundTerms,
      foundForms,
      new Map(request.beginnings.map((beginning, i) => [beginning, highest(beginnings[i] ?? [])])),
      new Map([...request.near.keys()].map((form, i) => [form, near[i] ?? []])),
    );
  }

  /** Documents with the rarest word of a text in any form; 0 where one is unknown, or there is none but stop words. */
  frequencyOfText(text: string): number {
    const words = analyzeQuery(text);
    const telling = words.filter(({ isStopWord }) => !isStopWord);
    return telling.length === 0 ? 0 : Math.min(...telling.map((word) => this.#frequencyOf(word)));
  }

  frequencyOfTerm(term: string): number {
    return this.#terms.get(term) ?? 0;
  }

  frequencyOfForm(form: string): number {
    return this.#forms.get(form) ?? 0;
  }

  /** Documents with the commonest form that begins so. */
  frequencyOfBeginning(beginning: string): number {
    return this.#beginnings.get(beginning) ?? 0;
  }

  formsNear(form: string): readonly SurfaceForm[] {
    return this.#near.get(form) ?? [];
  }

  #frequencyOf({ alternatives }: QueryWord): number {
    const ofTerms = (terms: readonly string[]) => Math.min(...terms.map((term) => this.#terms.get(term) ?? 0));
    return Math.max(0, ...alternatives.map(({ terms }) => ofTerms(terms)));
  }
}

function termsOf({ alternatives }: QueryWord): string[] {
  return alternatives.flatMap(({ terms }) => terms);
}

function highest(forms: readonly SurfaceForm[]): number {
  return forms.reduce((most, { documentFrequency }) => Math.max(most, documentFrequency), 0);
}

type ReadBlocks = (
  reader: SegmentReader,
  mayHold: (first: string, end: string | null) => boolean,
) => Promise<LexiconBlock[]>;

async function findAll(
  snapshot: IndexSnapshot,
  wanted: readonly string[],
  readBlocks: ReadBlocks,
): Promise<Map<string, number>> {
  const sorted = [...new Set(wanted)].sort();
  const found = new Map<string, number>();
  if (sorted.length === 0) return found;
  const mayHold = (first: string, end: string | null): boolean => {
    const last = end === null ? sorted.length - 1 : lastAtMost(sorted, end);
    const candidate = sorted[last] === end ? sorted[last - 1] : sorted[last];
    return candidate !== undefined && candidate >= first;
  };
  const blocks = await Promise.all(snapshot.segments.map(({ reader }) => readBlocks(reader, mayHold)));
  for (const block of blocks.flat()) {
    for (const text of sorted) {
      const frequency = findTerm(block, text);
      if (frequency !== null) found.set(text, (found.get(text) ?? 0) + frequency);
    }
  }
  return found;
}
