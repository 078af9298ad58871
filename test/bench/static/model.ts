/**
 * The measurements of `npm run bench:static`: search without a server, by poisk and by its peers. Times in
 * milliseconds, bytes of bodies as they went over the line.
 */

export const staticEngineNames = ["poisk", "poisk-list", "pagefind", "lunr", "minisearch"] as const;
export type StaticEngineName = (typeof staticEngineNames)[number];

/** Kinds of queries: of the corpus' mix, or of words of a title (known-items.ts). */
export const queryKinds = ["mix", "as written", "inflected", "typo", "layout"] as const;
export type QueryKind = (typeof queryKinds)[number];

export const hasSlip = (kind: QueryKind): boolean => kind === "typo" || kind === "layout";

export interface StaticQuery {
  readonly kind: QueryKind;
  readonly text: string;
  /** The article of whose title the words are; null where none is meant. */
  readonly meantId: string | null;
}

/** A page engine's answer: the ids of the first hits, whose titles are loaded by then. */
export interface PageAnswer {
  readonly ids: readonly string[];
  /** True if it searched for something other than the typed text. */
  readonly isCorrected: boolean;
}

/** `isAsTyped`: for an engine that corrects queries, to leave that out. */
export type AskEngine = (query: string, isAsTyped: boolean) => Promise<PageAnswer>;

/** The exports of a module of `pages/`. */
export interface PageEngine {
  /** Loads what every query needs; `base` is the address of the engine's folder, without a slash at its end. */
  open(base: string, limit: number): Promise<AskEngine>;
}

export interface Traffic {
  readonly requests: number;
  /** Bytes of bodies, compressed if they were; without headers. */
  readonly bytes: number;
  /** Bytes of these that are scripts and WebAssembly. */
  readonly codeBytes: number;
}

export interface PublishFigures {
  readonly wallMs: number;
  /** Processor time of all its processes; null if the system does not report it. */
  readonly processorMs: number | null;
  /** Peak memory of all its processes, together. */
  readonly peakMemoryBytes: number;
}

/** Files that a host must have. */
export interface FileSet {
  readonly files: number;
  readonly bytes: number;
}

/** Means over visits or queries. */
export interface AnswerFigures extends Traffic {
  readonly ms: number;
}

export function meanFigures(figures: readonly AnswerFigures[]): AnswerFigures {
  const mean = (name: keyof AnswerFigures): number =>
    figures.reduce((sum, one) => sum + one[name], 0) / Math.max(1, figures.length);
  return { requests: mean("requests"), bytes: mean("bytes"), codeBytes: mean("codeBytes"), ms: mean("ms") };
}

export interface KindFigures extends AnswerFigures {
  readonly kind: QueryKind;
  readonly queries: number;
  /** Number of queries with a hit. */
  readonly answered: number;
  /** Number of queries with the intended article among the hits; null if none is intended. */
  readonly found: number | null;
  readonly corrected: number;
}

export interface VisitFigures {
  /** A browser that has nothing: the code and the first answer. */
  readonly cold: AnswerFigures;
  /** The same browser on a new page, with another query. */
  readonly again: AnswerFigures;
  /** Further queries of one page, that of the last visitor's second visit; by kind. */
  readonly warm: readonly KindFigures[];
  /**
   * Cost of correcting a query in addition to the answer to the typed text, which came before: of first queries, and of
   * further ones with a slip, with the hits of the corrected text. Null of an engine that corrects none.
   */
  readonly corrections: { readonly cold: AnswerFigures; readonly slips: AnswerFigures } | null;
}

export interface StaticEngineResult {
  readonly engine: StaticEngineName;
  readonly build: (PublishFigures & FileSet) | null;
  /** Cost of a rebuild after one changed article, with the new and changed files. */
  readonly rebuild: (PublishFigures & FileSet) | null;
  readonly visits: VisitFigures | null;
  /** Reason of missing figures. */
  readonly failure: string | null;
}

export interface StaticSizeResult {
  readonly articles: number;
  readonly textBytes: number;
  readonly engines: readonly StaticEngineResult[];
}

export interface StaticResult {
  readonly startedAt: string;
  readonly machine: string;
  readonly node: string;
  readonly corpus: string;
  readonly line: { readonly firstByteMs: number; readonly bytesPerSecond: number };
  readonly sizes: readonly StaticSizeResult[];
}
