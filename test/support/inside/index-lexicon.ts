/** What tests pin down inside of index, lexicon, beside its doors. Moving a file touches this list alone. */
export { FormCollector } from "../../../src/index/segment/lexicon/form-collector.ts";
export {
  decodeLexiconBlock,
  documentFrequencyAt,
  GROUP_TERMS,
  LexiconBlockWriter,
  LexiconCursor,
  type LexiconTerm,
  termsWithPrefix,
} from "../../../src/index/segment/lexicon/lexicon.ts";
