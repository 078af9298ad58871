/** What tests pin down inside of russian, dictionary, beside its doors. Moving a file touches this list alone. */

export type { WordFamily } from "../../../src/russian/dictionary/dictionary.ts";
export { Dictionary, directoryOf, headBytesOf, headOf } from "../../../src/russian/dictionary/dictionary.ts";
export type { EncodedFamily } from "../../../src/russian/dictionary/dictionary-writer.ts";
