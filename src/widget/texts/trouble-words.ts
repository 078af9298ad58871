/**
 * The words for what went wrong and for nothing found, which come with their view.
 */

/** Failures are called by their kinds. `{query}` is a place for a text. */
export const russianTrouble = {
  nothing: "По запросу «{query}» ничего не нашлось",
  advice: "Проверьте запрос или уберите слово.",
  meant: "Возможно, вы имели в виду «{query}»",
  unfiltered: "Искать без фильтров",
  empty: "Материалов нет",
  retry: "Повторить",
  offline: "Нет подключения к интернету. С ним поиск продолжится.",
  network: "Поиск не отвечает. Проверьте подключение.",
  setup: "Поиск ещё не готов. Попробуйте позже.",
  unavailable: "Поиск сейчас недоступен. Попробуйте позже.",
  refused: "Запрос не принят.",
  failed: "Поиск не удался.",
};

export type TroubleWords = typeof russianTrouble;
