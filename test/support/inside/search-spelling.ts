/** Names inside search/spelling that tests import past its doors. Moving a file changes this list alone. */
export {
  bestBeginning,
  bestCorrection,
  type Correction,
  editCost,
  mayBeMistypedBeginning,
  spellingCost,
  splitMargin,
  type TypedWord,
} from "../../../src/search/spelling/noisy-channel.ts";
export { waysToSplit } from "../../../src/search/spelling/spelling.ts";
export { formsNear } from "../../../src/search/spelling/spelling-dictionary.ts";
export { editsAllowed } from "../../../src/search/spelling/word-doubts.ts";
