/**
 * Finds the words of the index that a reader may have meant: frequencies of many candidates at once, and the forms that
 * are near to one or begin so, from the lexicons, without postings.
 */

import {
  findFormsBegunNear,
  findFormsNear,
  findFrequencies,
  type IndexSnapshot,
  type NearbyForms,
} from "../../index/read.ts";
import { analysisBook, analyzeQuery, type Synonyms } from "../../russian/queries.ts";
import { type QueryWord, readWords } from "../../russian/words.ts";
import { BeginningForms } from "../expansion/beginning-forms.ts";
import { countWithForms } from "../expansion/dead-counts.ts";
import { readForms, termOfForm } from "../expansion/form-terms.ts";
import { type CountedKind, isSettled, type LiveCount, liveCount, settle } from "../expansion/live-counts.ts";
import { findHeard, type HeardName } from "./heard-names.ts";
import type { SurfaceForm } from "./noisy-channel.ts";

/** The words to look up. */
interface DictionaryRequest {
  /** Texts of which every word must be known in some form. */
  readonly texts: readonly string[];
  /** Owner's words: a synonym is a form of a word of the texts. Default none. */
  readonly ownerWords?: Synonyms | null;
  /** Folded words that must stand in the index as they are. */
  readonly forms: readonly string[];
  /** Terms whose positions the query has read: forms that stand under these are counted by them. Default none. */
  readonly readTerms?: ReadonlySet<string> | undefined;
  /** Folded beginnings of words. */
  readonly beginnings: readonly string[];
  /** Folded words, and which forms near them are asked for (formsNear). */
  readonly near: ReadonlyMap<string, NearbyForms>;
  /** Folded beginnings of words, from whose like forms may begin (formsBegunNear). Default none. */
  readonly nearBeginnings?: readonly string[];
  /** Folded words, to whose sound names of the other alphabet are asked for. Default none. */
  readonly heard?: readonly string[];
}

/** The results by lookup. */
interface FoundWords {
  readonly texts: ReadonlyMap<string, readonly QueryWord[]>;
  readonly terms: ReadonlyMap<string, LiveCount>;
  readonly forms: ReadonlyMap<string, LiveCount>;
  readonly beginnings: ReadonlyMap<string, number>;
  readonly near: ReadonlyMap<string, readonly NearForm[]>;
  readonly begunNear: ReadonlyMap<string, readonly NearForm[]>;
  readonly heard: ReadonlyMap<string, readonly HeardName[]>;
}

/**
 * Documents by what they hold: at most so many, since lexicons count dead ones. A choice by these numbers is made
 * inside `rely` once more, and made again as long as `settle` says that they were too high.
 */
export class SpellingDictionary {
  readonly #snapshot: IndexSnapshot;
  readonly #found: FoundWords;
  /** Counts that were used, and are not exact. */
  readonly #doubtful = new Set<LiveCount>();
  #isReliedOn = false;

  private constructor(snapshot: IndexSnapshot, found: FoundWords) {
    this.#snapshot = snapshot;
    this.#found = found;
  }

  /**
   * One round of requests: the blocks of the lexicons of terms and of forms that can hold what is asked for; where
   * documents are dead, one more for each beginning (live-counts.ts).
   */
  static async look(snapshot: IndexSnapshot, request: DictionaryRequest): Promise<SpellingDictionary> {
    const { ownerWords = null, readTerms } = request;
    const isRead = (form: string): boolean => readTerms?.has(termOfForm(form)) === true;
    const expand = (word: QueryWord): QueryWord => ownerWords?.expand(word) ?? word;
    await readWords(() => analysisBook(request.texts));
    await readForms(() => (readTerms === undefined ? [] : request.forms));
    const texts = new Map(request.texts.map((text) => [text, analyzeQuery(text).map(expand)]));
    const termsOfTexts = [...texts.values()]
      .flat()
      .flatMap(({ alternatives }) => alternatives.flatMap(({ terms }) => terms));
    const [terms, forms, countedForms, beginnings, near, begunNear, heard] = await Promise.all([
      findAll(snapshot, "terms", termsOfTexts),
      findAll(
        snapshot,
        "forms",
        request.forms.filter((form) => !isRead(form)),
      ),
      countAll(snapshot, request.forms.filter(isRead)),
      forEach(request.beginnings, (beginning) => countCommonest(snapshot, beginning)),
      forEach(request.near.keys(), (form) => formsNear(snapshot, form, request.near.get(form) ?? NO_FORMS)),
      forEach(request.nearBeginnings ?? [], (beginning) => formsBegunNear(snapshot, beginning)),
      findHeard(snapshot, request.heard ?? []),
    ]);
    const allForms = new Map([...forms, ...countedForms]);
    return new SpellingDictionary(snapshot, { texts, terms, forms: allForms, beginnings, near, begunNear, heard });
  }

  /** Documents with the rarest word of an asked text in any form; 0 where one is unknown, or all are stop words. */
  frequencyOfText(text: string): number {
    const words = this.#found.texts.get(text) ?? [];
    const telling = words.filter(({ isStopWord }) => !isStopWord);
    return telling.length === 0 ? 0 : Math.min(...telling.map((word) => this.#frequencyOf(word)));
  }

  frequencyOfForm(form: string): number {
    return this.#read(this.#found.forms.get(form));
  }

  /** Documents with the commonest form that begins so: exact. */
  frequencyOfBeginning(beginning: string): number {
    return this.#found.beginnings.get(beginning) ?? 0;
  }

  formsNear(form: string): readonly SurfaceForm[] {
    return (this.#found.near.get(form) ?? []).flatMap(asSurfaceForm);
  }

  formsBegunNear(beginning: string): readonly SurfaceForm[] {
    return (this.#found.begunNear.get(beginning) ?? []).flatMap(asSurfaceForm);
  }

  /**
   * The name that sounds most like a word, of those of any other spelling that some document has; null where none
   * does.
   */
  nameHeardAs(word: string): string | null {
    const name = this.#found.heard.get(word)?.find(({ count }) => count.text !== word && this.#read(count) > 0);
    return name?.count.text ?? null;
  }

  /** Runs the reading of numbers that a choice hangs on. */
  rely<T>(read: () => T): T {
    this.#isReliedOn = true;
    try {
      return read();
    } finally {
      this.#isReliedOn = false;
    }
  }

  /** The same of a form near one, or begun near one. */
  relyOnForm(form: string, near: string): void {
    const found = [...(this.#found.near.get(near) ?? []), ...(this.#found.begunNear.get(near) ?? [])];
    for (const { count } of found) if (count.text === form && !isSettled(count)) this.#doubtful.add(count);
  }

  /** Makes exact what was relied on; whether something was not. Requests as live-counts.ts. */
  async settle(): Promise<boolean> {
    const isDoubtful = this.#doubtful.size > 0;
    await settle(this.#snapshot, this.#doubtful);
    this.#doubtful.clear();
    return isDoubtful;
  }

  #read(count: LiveCount | undefined): number {
    if (count === undefined) return 0;
    if (this.#isReliedOn && !isSettled(count)) this.#doubtful.add(count);
    return count.most;
  }

  #frequencyOf({ alternatives }: QueryWord): number {
    const ofTerms = (terms: readonly string[]) =>
      Math.min(...terms.map((term) => this.#read(this.#found.terms.get(term))));
    return Math.max(0, ...alternatives.map(({ terms }) => ofTerms(terms)));
  }
}

/** Finds a value for each of some texts. */
async function forEach<Found>(
  texts: Iterable<string>,
  find: (text: string) => Promise<Found>,
): Promise<ReadonlyMap<string, Found>> {
  return new Map(await Promise.all([...texts].map(async (text): Promise<[string, Found]> => [text, await find(text)])));
}

/** The same of forms as findAll, by the positions of their terms. */
async function countAll(snapshot: IndexSnapshot, wanted: readonly string[]): Promise<ReadonlyMap<string, LiveCount>> {
  const forms = [...new Set(wanted)];
  if (forms.length === 0) return new Map();
  const bySegment = await Promise.all(snapshot.segments.map((open) => countWithForms(open, forms)));
  return liveCounts(snapshot, "forms", forms, bySegment);
}

/**
 * Those of some terms or forms that a segment has. One round of requests: the blocks of the lexicons that can hold one.
 */
export async function findAll(
  snapshot: IndexSnapshot,
  kind: CountedKind,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, LiveCount>> {
  const sorted = [...new Set(wanted)].sort();
  if (sorted.length === 0) return new Map();
  return liveCounts(snapshot, kind, sorted, await findFrequencies(snapshot, kind, sorted));
}

/** `bySegment` has documents, dead ones included. */
function liveCounts(
  snapshot: IndexSnapshot,
  kind: CountedKind,
  texts: readonly string[],
  bySegment: readonly ReadonlyMap<string, number>[],
): ReadonlyMap<string, LiveCount> {
  const found = texts.filter((text) => bySegment.some((frequencies) => (frequencies.get(text) ?? 0) > 0));
  return new Map(
    found.map((text) => {
      const frequencies = bySegment.map((known) => known.get(text) ?? 0);
      return [text, liveCount(snapshot, kind, text, frequencies)];
    }),
  );
}

/** The live documents of the commonest form with a beginning. */
async function countCommonest(snapshot: IndexSnapshot, beginning: string): Promise<number> {
  const forms = await BeginningForms.find(snapshot, beginning);
  const [first] = await forms.commonest(1, "counts");
  return first?.count.most ?? 0;
}

function asSurfaceForm({ count, edits }: NearForm): readonly SurfaceForm[] {
  return count.most === 0 ? [] : [{ form: count.text, documentFrequency: count.most, edits }];
}

const NO_FORMS: NearbyForms = { maxEdits: 0 };

/** A form of the index. */
interface NearForm {
  readonly count: LiveCount;
  /** Edits from what was asked for, a swap of neighbours being one. */
  readonly edits: number;
}

/** Finds forms as findFormsNear does, in the live documents that hold them. Requests as it. */
export async function formsNear(snapshot: IndexSnapshot, form: string, nearby: NearbyForms): Promise<NearForm[]> {
  return liveForms(snapshot, await findFormsNear(snapshot, form, nearby));
}

/** The same of findFormsBegunNear. */
async function formsBegunNear(snapshot: IndexSnapshot, beginning: string): Promise<NearForm[]> {
  return liveForms(snapshot, await findFormsBegunNear(snapshot, beginning));
}

function liveForms(snapshot: IndexSnapshot, found: Awaited<ReturnType<typeof findFormsNear>>): NearForm[] {
  return found.map(({ text, edits, bySegment }) => ({ edits, count: liveCount(snapshot, "forms", text, bySegment) }));
}
