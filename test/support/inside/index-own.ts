/** What tests pin down inside of index, beside its doors. Moving a file touches this list alone. */
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
