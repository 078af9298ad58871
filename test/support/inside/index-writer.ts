/** Names inside index/writer that tests import past its doors. Moving a file changes this list alone. */
export {
  type FlushedSegment,
  flushSegment,
  type InvertDocuments,
  type InvertedDocuments,
} from "../../../src/index/segment/writer/flush-segment.ts";
export { ByteSink, SegmentWriter } from "../../../src/index/segment/writer/segment-writer.ts";
