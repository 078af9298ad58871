/** Names inside index/reader that tests import past its doors. Moving a file changes this list alone. */
export { BlockCache, bytesAsBlock, type UnpackedBlock } from "../../../src/index/segment/reader/block-cache.ts";
export {
  COALESCE_GAP_BYTES,
  PartedObjectReader,
  type RangeReader,
  SegmentBytes,
} from "../../../src/index/segment/reader/block-reader.ts";
export {
  allEntries,
  allNameRows,
  entriesByNumber,
  findEntry,
  findNameRows,
} from "../../../src/index/segment/reader/entry-lookup.ts";
export { decodeContents, type MayHold } from "../../../src/index/segment/reader/segment-reader.ts";
export {
  allCards,
  allDocuments,
  allOccurrences,
  allPostings,
  documentBlocks,
  phraseBlocks,
  storedBlocks,
} from "../../../src/index/segment/reader/segment-scan.ts";
