/** Names inside index/lexicon that tests import past its doors. Moving a file changes this list alone. */
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
