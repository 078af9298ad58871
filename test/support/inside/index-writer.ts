/** What tests pin down inside of index, writer, beside its doors. Moving a file touches this list alone. */
export {
  type FlushedSegment,
  flushSegment,
  type InvertDocuments,
  type InvertedDocuments,
} from "../../../src/index/segment/writer/flush-segment.ts";
export { ByteSink, SegmentWriter } from "../../../src/index/segment/writer/segment-writer.ts";
