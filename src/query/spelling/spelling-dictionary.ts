/**
 * What the index knows of words that a reader may have meant (layer 4): frequencies of many candidates at once, from the
 * lexicons, without postings.
 */
import type { QueryWord } from "../../analysis/analyzer.ts";
import type { OwnerWords } from "../../analysis/owner-words.ts";
import { analyzeQuery } from "../../analysis/query-analysis.ts";
import type { LexiconBlock } from "../../segment/lexicon.ts";
import { findTerms } from "../../segment/lexicon-cursor.ts";
import type { SegmentReader } from "../../segment/segment-reader.ts";
import type { MayHold } from "../../segment/term-reader.ts";
import { findBeginningForms } from "../expansion/beginning-forms.ts";
import { formsBegunNear, formsNear, type SurfaceForm } from "../expansion/form-expansion.ts";
import { mayHoldSome } from "../expansion/sorted-terms.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";

/** What is to be looked up. */
export interface DictionaryRequest {
  /** Texts of which every word must be known in some form. */
  readonly texts: readonly string[];
  /** What the owner knows of words: a synonym is a form of a word of the texts. Default none. */
  readonly ownerWords?: OwnerWords | null;
  readonly terms?: readonly string[];
  /** Folded words that must stand in the index as they are. */
  readonly forms: readonly string[];
  /** Folded beginnings of words. */
  readonly beginnings: readonly string[];
  /** Folded words, and how many edits forms may be away from them (formsNear). */
  readonly near: ReadonlyMap<string, number>;
  /** Folded beginnings of words, from whose like forms may begin (formsBegunNear). Default none. */
  readonly nearBeginnings?: readonly string[];
}

/** Documents by what they hold. Those of the lexicons: a dead document counts until its segment is rewritten. */
export class SpellingDictionary {
  readonly #texts: ReadonlyMap<string, readonly QueryWord[]>;
  readonly #terms: ReadonlyMap<string, number>;
  readonly #forms: ReadonlyMap<string, number>;
  readonly #beginnings: ReadonlyMap<string, number>;
  readonly #near: ReadonlyMap<string, readonly SurfaceForm[]>;
  readonly #begunNear: ReadonlyMap<string, readonly SurfaceForm[]>;

  private constructor(
    texts: ReadonlyMap<string, readonly QueryWord[]>,
    terms: ReadonlyMap<string, number>,
    forms: ReadonlyMap<string, number>,
    beginnings: ReadonlyMap<string, number>,
    near: ReadonlyMap<string, readonly SurfaceForm[]>,
    begunNear: ReadonlyMap<string, readonly SurfaceForm[]>,
  ) {
    this.#texts = texts;
    this.#terms = terms;
    this.#forms = forms;
    this.#beginnings = beginnings;
    this.#near = near;
    this.#begunNear = begunNear;
  }

  /** One round of requests: the blocks of the lexicons of terms and of forms that can hold what is asked for. */
  static async look(snapshot: IndexSnapshot, request: DictionaryRequest): Promise<SpellingDictionary> {
    const { ownerWords = null, nearBeginnings = [] } = request;
    const expand = (word: QueryWord): QueryWord => ownerWords?.expand(word) ?? word;
    const texts = new Map(request.texts.map((text) => [text, analyzeQuery(text).map(expand)]));
    const terms = new Set([
      ...[...texts.values()].flatMap((words) => words.flatMap(termsOf)),
      ...(request.terms ?? []),
    ]);
    const [foundTerms, foundForms, beginnings, near, begunNear] = await Promise.all([
      findAll(snapshot, [...terms], (reader, mayHold) => reader.lexiconBlocks(mayHold)),
      findAll(snapshot, request.forms, (reader, mayHold) => reader.formBlocks(mayHold)),
      Promise.all(request.beginnings.map((beginning) => findBeginningForms(snapshot, beginning))),
      Promise.all([...request.near].map(([form, maxDistance]) => formsNear(snapshot, form, maxDistance))),
      Promise.all(nearBeginnings.map((beginning) => formsBegunNear(snapshot, beginning))),
    ]);
    return new SpellingDictionary(
      texts,
      foundTerms,
      foundForms,
      new Map(request.beginnings.map((beginning, i) => [beginning, beginnings[i]?.forms[0]?.documentFrequency ?? 0])),
      new Map([...request.near.keys()].map((form, i) => [form, near[i] ?? []])),
      new Map(nearBeginnings.map((beginning, i) => [beginning, begunNear[i] ?? []])),
    );
  }

  /** Documents with the rarest word of an asked text in any form; 0 where one is unknown, or all are stop words. */
  frequencyOfText(text: string): number {
    const words = this.#texts.get(text) ?? [];
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

  formsBegunNear(beginning: string): readonly SurfaceForm[] {
    return this.#begunNear.get(beginning) ?? [];
  }

  #frequencyOf({ alternatives }: QueryWord): number {
    const ofTerms = (terms: readonly string[]) => Math.min(...terms.map((term) => this.#terms.get(term) ?? 0));
    return Math.max(0, ...alternatives.map(({ terms }) => ofTerms(terms)));
  }
}

function termsOf({ alternatives }: QueryWord): string[] {
  return alternatives.flatMap(({ terms }) => terms);
}

type ReadBlocks = (reader: SegmentReader, mayHold: MayHold) => Promise<LexiconBlock[]>;

async function findAll(
  snapshot: IndexSnapshot,
  wanted: readonly string[],
  readBlocks: ReadBlocks,
): Promise<Map<string, number>> {
  const sorted = [...new Set(wanted)].sort();
  const found = new Map<string, number>();
  if (sorted.length === 0) return found;
  const mayHold = mayHoldSome(sorted);
  const blocks = await Promise.all(snapshot.segments.map(({ reader }) => readBlocks(reader, mayHold)));
  for (const ofSegment of blocks) {
    for (const [text, frequency] of findTerms(ofSegment, sorted)) found.set(text, (found.get(text) ?? 0) + frequency);
  }
  return found;
}
