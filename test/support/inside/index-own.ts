/** Names inside index that tests import past its doors. Moving a file changes this list alone. */
export {
  begunKey,
  importPartKey,
  manifestKey,
  parseSegmentKey,
  parseTombstonesKey,
  publicationSecretKey,
  rejectedKey,
  segmentKey,
  suggestionsKey,
  tailsKey,
  tombstonesKey,
  withdrawnKey,
} from "../../../src/index/keys.ts";
