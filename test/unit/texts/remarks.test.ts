import { describe, expect, it } from "vitest";
import type { SearchAnswer, UnderstoodPiece } from "../../../src/search-api.ts";
import { fillText, remarksOn, russianResults, type Voice } from "../../../src/texts/texts.ts";

const voice: Voice = {
  say: (name, values = {}) => fillText(russianResults[name], "ru", values),
  nameDays: ([first]) => first,
};
const plain: SearchAnswer["query"] = {
  text: "порт",
  applied: "порт",
  corrections: [],
  offer: null,
  understood: [],
  match: "all",
};
const marked = { text: "Топливо подорожало", highlights: [[0, 7]] as const };
const hits = [{ title: marked, snippet: { text: "", highlights: [] } }];
const remarksOf = (query: Partial<SearchAnswer["query"]>) => remarksOn({ query: { ...plain, ...query }, hits }, voice);

describe("the remarks on an answer", () => {
  it("are none where the query was searched for as it is", () => {
    expect(remarksOf({})).toEqual([]);
  });

  it("name a correction, and lead back to what was typed", () => {
    const corrections = [{ id: "typo:потр", kind: "typo", from: "потр", to: "порт" }] as const;
    expect(remarksOf({ text: " потр Киото", corrections })).toEqual([
      {
        text: "Показаны результаты для «порт Киото».",
        wayOn: { label: "Искать «потр Киото»", ignore: ["typo:потр"] },
      },
    ]);
  });

  it("say in one sentence what was understood, with one way back to the words", () => {
    const understood: UnderstoodPiece[] = [
      { id: "date:2021", kind: "date", text: "2021", effect: "match", days: ["2021-01-01", "2021-12-31"], undated: 3 },
      { id: "equivalent:бензин", kind: "equivalent", text: "бензин", effect: "match", names: ["топливо", "горючее"] },
    ];
    expect(remarksOf({ understood })).toEqual([
      {
        text: "Ищем и «топливо». Показаны статьи за 2021-01-01 или об этом времени. (ещё 3\u00a0без даты)",
        wayOn: { label: "Только точные слова", ignore: ["date:2021", "equivalent:бензин"] },
      },
    ]);
  });

  it("name the words that no article has, and then say no more of what is missing", () => {
    const texts = remarksOf({ match: "any", missing: ["началовой", "щщ"] }).map(({ text }) => text);
    expect(texts).toEqual(["Этих слов нет ни в одной статье: началовой, щщ."]);
  });

  it("say that no article has all words, unless any of them was asked for", () => {
    const query = { ...plain, match: "any" } as const;
    expect(remarksOn({ query, hits }, voice).map(({ text }) => text)).toEqual([russianResults.anyWord]);
    expect(remarksOn({ query, hits, isAnyAsked: true }, voice)).toEqual([]);
    expect(remarksOn({ query, hits: [] }, voice)).toEqual([]);
  });
});
