/** What tests pin down inside of articles, encoding, beside its doors. Moving a file touches this list alone. */
export { charsetInMarkup, resolveCharset } from "../../../src/articles/encoding/charset-declaration.ts";
export { repairMojibake } from "../../../src/articles/encoding/mojibake.ts";
