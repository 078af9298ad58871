/** Names inside articles/encoding that tests import past its doors. Moving a file changes this list alone. */
export { charsetInMarkup, resolveCharset } from "../../../src/articles/encoding/charset-declaration.ts";
export { repairMojibake } from "../../../src/articles/encoding/mojibake.ts";
