/** Names inside russian/tokenizer that tests import past its doors. Moving a file changes this list alone. */
export { joinedTerm } from "../../../src/russian/tokenizer/hyphen.ts";
export { isMonth, ordinalOf, tensOf } from "../../../src/russian/tokenizer/literals.ts";
export { scanTokens } from "../../../src/russian/tokenizer/tokenizer.ts";
export type { Unit } from "../../../src/russian/tokenizer/unit.ts";
