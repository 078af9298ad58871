/** Names inside articles/line-rules that tests import past its doors. Moving a file changes this list alone. */
export { findNoise, isLegalMark } from "../../../src/articles/line-rules/boilerplate.ts";
export { isCallToAction, isLastCall } from "../../../src/articles/line-rules/call-to-action.ts";
export { joinBrokenLines, splitGluedLines } from "../../../src/articles/line-rules/line-joins.ts";
export { isPhotoCredit } from "../../../src/articles/line-rules/photo-credit.ts";
export { isTeaser, stripGluedMore } from "../../../src/articles/line-rules/teaser.ts";
