/** What tests pin down inside of articles, text, beside its doors. Moving a file touches this list alone. */
export { decodeEntities } from "../../../src/articles/text/html-entities.ts";
export { lineShape } from "../../../src/articles/text/line-shape.ts";
export { cleanLine, collapseSpaces, foldLine, normalizeText } from "../../../src/articles/text/normalize-text.ts";
export { splitPageLines } from "../../../src/articles/text/page-lines.ts";
