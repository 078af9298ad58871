/** What tests pin down inside of index, beside its doors. Moving a file touches this list alone. */
export {
  begunKey,
  importPartKey,
  manifestKey,
  parseSegmentKey,
  parseTombstonesKey,
  rejectedKey,
  segmentKey,
  suggestionsKey,
  tailsKey,
  tombstonesKey,
} from "../../../src/index/keys.ts";
