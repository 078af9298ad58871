/**
 * The port through which uploads become articles and articles become segments: the two steps whose cost the content of
 * an upload decides, so that an implementation can bound both (worker-processor.ts) or run them as they are
 * (direct-processor.ts).
 */

import type { BuiltSegments } from "../commit/batch-commit.ts";
import type { BareStatementKind } from "../keys.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import type { Statement } from "../segment/stored/statements.ts";
import type { SourceDocuments } from "../segment/writer/flush-segment.ts";
import type { RejectedPart } from "./rejected-records.ts";

/** The facts about an upload that a store tells besides its bytes. */
export interface UploadContext {
  readonly key: string;
  readonly contentType?: string | null;
  readonly contentEncoding?: string | null;
  /** ISO 8601. */
  readonly lastModified?: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  /** The kind of statement that its place makes; absent if it holds documents. */
  readonly statementKind?: BareStatementKind;
}

/** The documents of an upload, what it states without one, and the parts that gave nothing. */
export interface UploadContent {
  readonly articles: readonly object[];
  readonly statements?: readonly Statement[];
  readonly rejected: readonly RejectedPart[];
}

/** Told of work as it is done, in articles: the steps of each add up to one. Fractions of an article are work too. */
export type OnWork = (articles: number) => void;

/** The share of reading in an article's way into a segment. Measured: 17 % of an import's processor time, beside 64. */
const READING_SHARE = 0.2;

/** The same processor, which tells of each upload that was read and of what was built so far. */
export function withWorkTold(processor: UploadProcessor, onWork: OnWork): UploadProcessor {
  return {
    options: processor.options,
    read: async (bytes, context) => {
      const result = await processor.read(bytes, context);
      onWork(READING_SHARE * result.articles.length);
      return result;
    },
    build: (sources) => processor.build(sources, (articles) => onWork((1 - READING_SHARE) * articles)),
  };
}

/** Reads uploads and inverts what they hold, by the rules that `options` name. */
export interface UploadProcessor {
  readonly options: ResolvedIndexOptions;
  /**
   * The same in a thread of its own, but an upload that is not read within a second is rejected as
   * `reading-took-too-long`, and is for this one to read: so that others need not wait for it. None where reading is
   * not bounded.
   */
  readonly quick?: UploadProcessor;
  /**
   * The documents of an upload. What an upload does to its reader is a rejected part in the answer; rejects only for
   * what is no fault of the upload, such as `reader-unavailable`.
   */
  readonly read: (bytes: Uint8Array, context: UploadContext) => Promise<UploadContent>;
  /**
   * One segment of the sources, or several where one would take more memory than inversion may. Source keys are
   * distinct. Rejects as `read` does. `onWork` is told of each source that was inverted, and of what was written.
   */
  build(sources: readonly SourceDocuments[], onWork?: OnWork): Promise<BuiltSegments<RejectedPart>>;
}
