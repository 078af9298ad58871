/**
 * The processor of uploads that hold articles. It runs where it is called (direct-processor.ts), or in a thread of its own that bounds what an
 * upload may take (worker-processor.ts).
 */
import type { RejectedPart } from "../../articles/model/rejection.ts";
import type { ReadArticles } from "../../articles/upload/read-articles.ts";
import type { BuiltSegments } from "../../index/commit/batch-commit.ts";
import type { SourceDocuments } from "../../index/segment/writer/flush-segment.ts";
import type { OnWork, UploadProcessor } from "../../index/uploads/upload-processor.ts";

export interface ArticleProcessor extends UploadProcessor {
  readonly read: ReadArticles;
  build(sources: readonly SourceDocuments[], onWork?: OnWork): Promise<BuiltSegments<RejectedPart>>;
}
