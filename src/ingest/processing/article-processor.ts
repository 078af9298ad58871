/**
 * The processor of uploads that hold articles. It runs where it is called (direct-processor.ts), or in a thread of its
 * own that bounds what an upload may take (worker-processor.ts).
 */
import type { OnPlacedArticle, ReadResult, RejectedPart, UploadContext } from "../../articles/articles.ts";
import type { BuiltSegments, OnWork, SourceDocuments, Statement, UploadProcessor } from "../../index/write.ts";

/** The facts about an upload, or a statement, besides its bytes. */
export type ProcessorContext = UploadContext & Pick<Parameters<UploadProcessor["read"]>[1], "statementKind">;

/** Reads articles as readArticles does, or what an object under the prefix of statements states. */
export type ReadUpload = (
  bytes: Uint8Array,
  context: ProcessorContext,
  onPlaced?: OnPlacedArticle,
) => Promise<ReadResult & { readonly statements?: readonly Statement[] }>;

export interface ArticleProcessor extends UploadProcessor {
  readonly read: ReadUpload;
  build(sources: readonly SourceDocuments[], onWork?: OnWork): Promise<BuiltSegments<RejectedPart>>;
}
