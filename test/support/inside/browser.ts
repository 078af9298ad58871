/** What tests pin down inside of browser, beside its doors. Moving a file touches this list alone. */
export { answerPath } from "../../../src/browser/answer-path.ts";
export type { IndexEngine } from "../../../src/browser/index-engine.ts";
