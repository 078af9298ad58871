/**
 * The door to what readers and writers of an index share: its keys, its manifest, the options that it is made by, and
 * what it asks of a language.
 */
export { StringNumbers, WrittenWords } from "./inverter/string-numbers.ts";
export {
  type BareStatementKind,
  defaultKeyLayout,
  feedRecordsPrefix,
  importPrefix,
  isArticleKey,
  isOverlapping,
  isUploadKey,
  type KeyLayout,
  manifestKey,
  parseSegmentId,
  publishedKeyLayout,
  rejectedPrefix,
  type SegmentId,
  siteRecordsPrefix,
  statementFolder,
  statementKind,
  statementsPrefix,
  uploadPrefixes,
  WIDGET_LOADER,
  widgetKey,
} from "./keys.ts";
export {
  isMark,
  type NameEvidence,
  type PhraseEdge,
  type PhraseForms,
  type PhraseGraph,
  type TokenWord,
} from "./language.ts";
export { type Manifest, requireSchema, schemaOf } from "./manifest/manifest.ts";
export { type IndexContext, ManifestReader, type Snapshot } from "./manifest/manifest-reader.ts";
export { ManifestStore } from "./manifest/manifest-store.ts";
export { SMALL_SEGMENT_BYTES } from "./segment/blocks/segment-format.ts";
export {
  type IndexOptions,
  type ResolvedIndexOptions,
  resolveIndexOptions,
  type SourceDocument,
} from "./segment/schema/minisearch-options.ts";
export type { DigestField, Duplicates, ValueColumn } from "./segment/stored/columns.ts";
export { compareText } from "./segment/stored/document-order.ts";
export type { DocumentSection, JsonValue, StoredDocument } from "./segment/stored/fields.ts";
