/**
 * The words for what went wrong and for nothing found, which come with their view.
 */
import { russianNothing } from "../../texts/texts.ts";

/** Failures are called by their kinds. */
export const russianTrouble = {
  ...russianNothing,
  retry: "Повторить",
  offline: "Нет подключения к интернету. С ним поиск продолжится.",
  network: "Поиск не отвечает. Попробуйте ещё раз.",
  setup: "Поиск ещё не готов. Попробуйте позже.",
  unavailable: "Поиск сейчас недоступен. Попробуйте позже.",
  refused: "Запрос не принят.",
  failed: "Поиск не удался.",
};

export type TroubleWords = typeof russianTrouble;
