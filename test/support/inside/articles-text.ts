/** Names inside articles/text that tests import past its doors. Moving a file changes this list alone. */
export { decodeEntities } from "../../../src/articles/text/html-entities.ts";
export { lineShape } from "../../../src/articles/text/line-shape.ts";
export { cleanLine, collapseSpaces, foldLine, normalizeText } from "../../../src/articles/text/normalize-text.ts";
export { splitPageLines } from "../../../src/articles/text/page-lines.ts";
