/**
 * The door to what makes an index of articles: the processor that reads uploads, feeds, takedowns, and the library's
 * writer.
 */
export {
  type FeedRecord,
  type FeedRights,
  listFailedFeeds,
  loadFeedRecord,
  putFeedItems,
  saveFeedRecord,
} from "./feed-items.ts";
export {
  type ApplyOptions,
  type ApplyReport,
  IndexWriter,
  type IndexWriterInput,
  type SourceChange,
} from "./index-writer.ts";
export { feedsPrefix, siteRecordKey, sitesPrefix } from "./keys.ts";
export { defaultProcessorLimits, WorkerProcessor } from "./processing/worker-processor.ts";
export { findGone, listTakedowns, stateGone, type Takedown, TakenDown } from "./statement-files.ts";
export { optionsKept, standingPageMetadata } from "./takedown/standing-correction.ts";
export { type ChangedUpload, takeDown, type UploadChange } from "./takedown/takedown.ts";
export type { ArticleEdit, EditedArticle } from "./takedown/upload-edit.ts";
