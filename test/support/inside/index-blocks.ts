/** Names inside index/blocks that tests import past its doors. Moving a file changes this list alone. */
export {
  decodeBlock,
  deflatePacking,
  dictionaryPacking,
  encodeBlock,
  encodeBlockInBackground,
  renumberBlock,
  SECTION_NUMBERS,
  type SectionName,
  STORED_DICTIONARY,
} from "../../../src/index/segment/blocks/block-codec.ts";
export { ByteReader, ByteWriter, sharedPrefixLength } from "../../../src/index/segment/blocks/byte-buffer.ts";
export {
  decodeCyrillicJson,
  decodeJson,
  encodeCyrillicJson,
  encodeJson,
} from "../../../src/index/segment/blocks/json-block.ts";
export * as format from "../../../src/index/segment/blocks/segment-format.ts";
export {
  columnNumbers,
  DOCUMENTS_PER_COMMON_FORM,
  encodeFooter,
  HEADER_BYTES,
  LEXICON_BLOCK_BYTES,
  LONE_BLOCK_MULTIPLE_BYTES,
  leastCommonFrequency,
  MAX_BLOCK_BYTES,
  OPENING_WORDS,
  type Place,
  POSTINGS_PER_BLOCK,
  RARE_PHRASE_DOCUMENTS,
  SEGMENT_FORMAT,
  type SegmentContents,
  type SegmentSummary,
  STORED_BLOCK_BYTES,
  STORED_BLOCKS_PER_GROUP,
} from "../../../src/index/segment/blocks/segment-format.ts";
