/** Names inside browser that tests import past its doors. Moving a file changes this list alone. */
export { answerPath } from "../../../src/browser/answer-path.ts";
export type { IndexEngine } from "../../../src/browser/index-engine.ts";
