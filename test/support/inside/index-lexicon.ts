/** What tests pin down inside of index, lexicon, beside its doors. Moving a file touches this list alone. */
export { FormCollector } from "../../../src/index/segment/lexicon/form-collector.ts";
export {
  allTerms,
  commonestTerms,
  decodeLexiconBlock,
  documentFrequencyAt,
  findTerms,
  GROUP_TERMS,
  type LexiconBlock,
  LexiconBlockWriter,
  LexiconCursor,
  type LexiconTerm,
  termsWithPrefix,
} from "../../../src/index/segment/lexicon/lexicon.ts";
