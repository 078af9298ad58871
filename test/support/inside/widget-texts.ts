/** Names inside widget/texts that tests import past its doors. Moving a file changes this list alone. */
export { words as belarusian } from "../../../src/widget/texts/belarusian.ts";
export { russianDialog } from "../../../src/widget/texts/dialog-words.ts";
export { words as english } from "../../../src/widget/texts/english.ts";
export { russianFilters } from "../../../src/widget/texts/filter-words.ts";
export { words as kazakh } from "../../../src/widget/texts/kazakh.ts";
export { loadMessages } from "../../../src/widget/texts/messages.ts";
export { readMessages } from "../../../src/widget/texts/own-messages.ts";
export { russian } from "../../../src/widget/texts/russian.ts";
export { russianTrouble } from "../../../src/widget/texts/trouble-words.ts";
export { words as ukrainian } from "../../../src/widget/texts/ukrainian.ts";
