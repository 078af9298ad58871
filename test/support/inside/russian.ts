/** Names inside russian that tests import past its doors. Moving a file changes this list alone. */
export { maxQueryWords } from "../../../src/russian/analyzer.ts";
