/**
 * The processor of uploads that hold articles. It runs where it is called (direct-processor.ts), or in a thread of its own that bounds what an
 * upload may take (worker-processor.ts).
 */
import type { ReadArticles, RejectedPart } from "../../articles/articles.ts";
import type { BuiltSegments, OnWork, SourceDocuments, UploadProcessor } from "../../index/write.ts";

export interface ArticleProcessor extends UploadProcessor {
  readonly read: ReadArticles;
  build(sources: readonly SourceDocuments[], onWork?: OnWork): Promise<BuiltSegments<RejectedPart>>;
}
