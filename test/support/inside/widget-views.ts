/** What tests pin down inside of widget, views, beside its doors. Moving a file touches this list alone. */

export { chooseWindow, type Piece } from "../../../src/widget/views/passage-window.ts";
export { publicationDate } from "../../../src/widget/views/publication-date.ts";
export { recentDate } from "../../../src/widget/views/refinements.ts";
