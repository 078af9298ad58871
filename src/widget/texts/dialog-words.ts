/**
 * The words of the dialog, which come with it.
 */

export const russianDialog = {
  search: "Поиск",
  choose: "выбрать",
  follow: "открыть",
  close: "Закрыть",
  recent: "Недавние запросы",
  forget: "Забыть",
};

export type DialogWords = typeof russianDialog;
