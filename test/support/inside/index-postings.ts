/** Names inside index/postings that tests import past its doors. Moving a file changes this list alone. */
export {
  decodeOccurrenceBlock,
  makeFormNumbers,
  OccurrenceBlockWriter,
  readOccurrences,
  type WrittenOccurrences,
} from "../../../src/index/segment/postings/occurrences.ts";
export {
  decodePostingBlock,
  findInPostingBlock,
  openPostingBlock,
  PostingBlockWriter,
  type TermPostings,
} from "../../../src/index/segment/postings/posting-block.ts";
export {
  BITS_PADDING_BYTES,
  blockImpacts,
  type FieldPostings,
  frequencyOf,
  isOpening,
  occurrenceCount,
  PostingList,
  PostingListWriter,
  readPostingListHeader,
} from "../../../src/index/segment/postings/posting-list.ts";
