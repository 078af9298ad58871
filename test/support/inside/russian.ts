/** What tests pin down inside of russian, beside its doors. Moving a file touches this list alone. */
export { maxQueryWords } from "../../../src/russian/analyzer.ts";
