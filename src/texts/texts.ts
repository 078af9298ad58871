/**
 * The door of what readers are told: one table for the pages of the server and for the search box.
 */
export { englishChoices, englishNothing, englishResults } from "./english.ts";
export { fillText, type PluralText, type TextValues } from "./fill-text.ts";
export { correctedText, type Remark, remarksOn, type Voice } from "./remarks.ts";
export {
  type ChoiceTexts,
  type NothingTexts,
  type ResultTexts,
  russianChoices,
  russianNothing,
  russianResults,
} from "./russian.ts";
export { toldMeaning } from "./told-meaning.ts";
