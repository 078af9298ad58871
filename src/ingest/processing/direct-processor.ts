/**
 * Reads and inverts uploads in the caller's own thread, without a limit on time: what the worker runs, and what
 * simulations and tests run that must do the same at every run.
 */

import { type RejectedPart, readArticles, rejection } from "../../articles/articles.ts";
import type { ResolvedIndexOptions } from "../../index/shared.ts";
import { SegmentBuilder } from "../../index/write.ts";
import { readStatementFile } from "../statement-files.ts";
import type { ArticleProcessor, ReadUpload } from "./article-processor.ts";

/** Memory for inversions, as SegmentBuilder has it. */
interface InversionLimits {
  readonly segmentBytes: number;
  readonly sourceBytes: number;
}

/**
 * News of 24 million characters, as much as one commit takes, need 400 MB. A source of 50 MB of English needs 700 MB;
 * beside a function's other needs, twice its text among them, 1,769 MB have no room for more than 1,000.
 */
const defaultInversionLimits: InversionLimits = { segmentBytes: 500_000_000, sourceBytes: 1_000_000_000 };

/** Rejects as readArticles and SegmentBuilder.build do. */
export function directProcessor(options: ResolvedIndexOptions, limits = defaultInversionLimits): ArticleProcessor {
  const builder = new SegmentBuilder(options, { ...limits, tooManyWords: tooManyWords(limits) });
  return { options, read: readUpload, build: async (sources, onWork) => builder.build(sources, onWork) };
}

/** Rejects as readArticles does. */
const readUpload: ReadUpload = async (bytes, context, onPlaced) =>
  context.statementKind === undefined
    ? readArticles(bytes, context, onPlaced)
    : readStatementFile(bytes, context.statementKind, context);

function tooManyWords({ sourceBytes }: InversionLimits): RejectedPart {
  const megabytes = Math.round(sourceBytes / 1_000_000);
  const reason = `The words of the file take more than the ${megabytes} MB of memory that indexing one file may take. Split it into smaller files.`;
  return rejection("too-many-words", reason);
}
