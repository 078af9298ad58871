import { expect, test } from "vitest";
import { isMonth, ordinalOf, tensOf } from "../../../support/inside/russian-tokenizer.ts";

test("ordinals are told in words in every case", () => {
  const words = "первое первого второму третьим третье четвертое восьмого десятый одиннадцатое двадцатая тридцатого";
  expect(words.split(" ").map(ordinalOf)).toEqual([1, 1, 2, 3, 3, 4, 8, 10, 11, 20, 30]);
  for (const word of ["первак", "пять", "пятый".repeat(2), "сорок", "девятка", ""]) expect(ordinalOf(word)).toBe(0);
  expect(["двадцать", "тридцать", "сорок"].map(tensOf)).toEqual([20, 30, 0]);
});

test("months are told in every case of the singular", () => {
  for (const month of "января феврале мартом март апреля мая май июнь июля августа сентябрю октябрь ноября декабрем".split(
    " ",
  )) {
    expect(isMonth(month), month).toBe(true);
  }
  for (const word of ["маяк", "мартов", "майский", "октябрьский", ""]) expect(isMonth(word)).toBe(false);
});
