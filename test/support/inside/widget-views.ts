/** Names inside widget/views that tests import past its doors. Moving a file changes this list alone. */

export { chooseWindow, type Piece } from "../../../src/widget/views/passage-window.ts";
export { publicationDate } from "../../../src/widget/views/publication-date.ts";
export { recentDate } from "../../../src/widget/views/refinements.ts";
