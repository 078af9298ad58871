/**
 * Changes that alter the stamp of a text, and others.
 */
import { describe, expect, it } from "vitest";
import { textStamp, withoutCounters } from "../../support/inside/ingest.ts";

const STORY = "Мост через Лену открыли в среду утром, сообщил губернатор.\n\nПострадали 12 человек.";
const stampOf = (text: string, title: string | null = "Мост открыли", lead = "") => textStamp({ title, lead, text });
const below = (line: string) => stampOf(`${STORY}\n\n${line}`);

describe("the stamp of a text", () => {
  it("is sixteen hex digits, which title, lead and text make", () => {
    const stamp = stampOf(STORY);
    expect(stamp).toMatch(/^[0-9a-f]{16}$/);
    const others = [stampOf(STORY, null), stampOf(STORY, "Мост закрыли"), stampOf(STORY, "Мост открыли", "Утром.")];
    expect(new Set([stamp, ...others, stampOf("Мост открыли", STORY)]).size).toBe(5);
  });

  it("is the same however the text is spaced and cut into lines", () => {
    expect(stampOf(` ${STORY.replaceAll(" ", "\u00a0 ").replaceAll("\n\n", "\r\n")}\n`)).toBe(stampOf(STORY));
  });

  it.each([
    ["Просмотров: 1 234", "Просмотров: 57"],
    ["1 235 просмотров", "1\u00a0234 просмотра"],
    ["👁 57", "👁 58"],
    ["👁 1,1K 💬 3", "👁 1,2K 💬 12"],
    ["Просмотры (1.234.567)", "Просмотры (9)"],
    ["1,2 тыс. просмотров", "1,3 тыс. просмотров"],
    ["5 комментариев | 7 лайков", "1 комментарий | 12 лайков"],
    ["57", "1024"],
  ])("is the same where a counter goes on: %s, %s", (before, after) => {
    expect(below(after)).toBe(below(before));
    expect(stampOf(`${after}\n${STORY}`)).toBe(stampOf(`${before}\n${STORY}`));
  });

  it.each([
    ["a figure within a sentence", STORY.replace("12", "13"), STORY],
    ["a figure of a short sentence", `${STORY}\n\nПогибли 3 человека.`, `${STORY}\n\nПогибли 5 человек.`],
    [
      "a figure of a line of many words",
      `${STORY}\n\nКурс евро на завтра составит 95`,
      `${STORY}\n\nКурс евро на завтра составит 96`,
    ],
    ["a rate", `${STORY}\n\nЕвро: 95,20`, `${STORY}\n\nЕвро: 95,30`],
    ["a share", `${STORY}\n\nСтавка 21 %`, `${STORY}\n\nСтавка 20 %`],
    ["a result", `${STORY}\n\nСпартак — Зенит 2:1`, `${STORY}\n\nСпартак — Зенит 2:2`],
    ["a sum", `${STORY}\n\nНефть: $70`, `${STORY}\n\nНефть: $71`],
    ["a temperature", `${STORY}\n\nЯкутск −41`, `${STORY}\n\nЯкутск −42`],
    ["a word beside a counter", `${STORY}\n\nПросмотров: 5`, `${STORY}\n\nДочитали: 5`],
    ["an item of a list", `${STORY}\n\nмука — 200 г;`, `${STORY}\n\nмука — 300 г;`],
    ["a numbered heading", `${STORY}\n\n2. Мост открыли`, `${STORY}\n\n2. Мост откроют`],
    ["a text that is nothing but a number", "Погибли 3", "Погибли 5"],
    [
      "a table",
      `${STORY}\n${["Россия 3", "Китай 2", "Куба 1", "Индия 1", "Чили 1", "Перу 1"].join("\n")}`,
      `${STORY}\n${["Россия 4", "Китай 2", "Куба 1", "Индия 1", "Чили 1", "Перу 1"].join("\n")}`,
    ],
  ])("is another where %s changes", (_, before, after) => {
    expect(stampOf(after)).not.toBe(stampOf(before));
  });

  it("is another where the title's number changes", () => {
    expect(stampOf(STORY, "Погибли 5 человек")).not.toBe(stampOf(STORY, "Погибли 3 человека"));
  });

  it("takes time that grows as the text does", () => {
    const digits = "1 234 ".repeat(100_000);
    expect(withoutCounters(`${STORY}\n${digits}`).length).toBeLessThan(digits.length);
  });
});
