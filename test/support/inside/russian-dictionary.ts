/** Names inside russian/dictionary that tests import past its doors. Moving a file changes this list alone. */

export type { WordFamily } from "../../../src/russian/dictionary/dictionary.ts";
export { Dictionary, directoryOf, headBytesOf, headOf } from "../../../src/russian/dictionary/dictionary.ts";
export type { EncodedFamily } from "../../../src/russian/dictionary/dictionary-writer.ts";
