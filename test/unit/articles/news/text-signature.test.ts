import { describe, expect, it } from "vitest";
import { SIGNATURE_BYTES, textSignature } from "../../../../src/articles/news.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import { AGENCY_TEXT, forecast, REPRINTS, RESPELLED, SAME_EVENT } from "../../../support/reprinted-article.ts";

/** Counts the equal bytes of two signatures. */
function sharedBytes(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => Buffer.from(textSignature(text), "hex"));
  return [...(a ?? [])].filter((byte, i) => byte === b?.[i]).length;
}

describe("the signature of a text", () => {
  it("is 16 bytes in hex, the same for ever: it is kept in indexes", () => {
    expect(textSignature(AGENCY_TEXT)).toBe("ff0a27b462365203658a88e35854bb71");
    expect(textSignature("Коротко.")).toBe("e787b7e987570089ff248d25c8939c54");
  });

  it.each(Object.entries(RESPELLED))("does not change by %s", (_, text) => {
    expect(text).not.toBe(AGENCY_TEXT);
    expect(textSignature(text)).toBe(textSignature(AGENCY_TEXT));
  });

  it.each(Object.entries(REPRINTS))("keeps most of its bytes in a reprint with %s", (_, text) => {
    expect(text).not.toBe(AGENCY_TEXT);
    expect(sharedBytes(text, AGENCY_TEXT)).toBeGreaterThanOrEqual(SIGNATURE_BYTES * 0.6);
  });

  it("of another text on the same event shares few bytes", () => {
    expect(sharedBytes(SAME_EVENT, AGENCY_TEXT)).toBeLessThanOrEqual(3);
  });

  it("of a daily form with other numbers shares few bytes, since pairs with numbers weigh more", () => {
    expect(sharedBytes(forecast(3, 4, 15, 2, 748), forecast(4, 7, 19, 5, 756))).toBeLessThanOrEqual(6);
  });

  it("estimates by its equal bytes the share of word pairs that two texts have in common", () => {
    const random32 = seededRandom32(3);
    let shared = 0;
    for (let run = 0; run < 300; run += 1) {
      const words = Array.from({ length: 300 }, () => `слово${String.fromCharCode(0x430 + (random32() % 32))}`);
      const unique = words.map((word, i) => `${word}${"абвгдежз"[run % 8]}${toLetters(run * 1_000 + i)}`);
      // 200 of 300 words in common: 199 of 401 pairs.
      const others = Array.from({ length: 100 }, (_, i) => `иное${toLetters(run * 1_000 + i)}`);
      shared += sharedBytes(unique.join(" "), [...unique.slice(0, 200), ...others].join(" "));
    }
    expect(shared / 300 / SIGNATURE_BYTES).toBeCloseTo(199 / 399, 1);
  });
});

const toLetters = (number: number): string =>
  [...String(number)].map((digit) => String.fromCharCode(0x430 + Number(digit))).join("");

it("the signature of a text of thirty words or more does not depend on its title", () => {
  expect(textSignature(AGENCY_TEXT, "Вода прибывает")).toBe(textSignature(AGENCY_TEXT));
});

describe("a text of fewer than thirty words", () => {
  const short = "Аэропорт Вытегры закрыт из-за тумана, рейсы отправлены в соседний город, сообщила дежурная смена.";

  it("has the signature of its very words", () => {
    expect(textSignature(`  «${short.toUpperCase()}» `)).toBe(textSignature(short));
  });

  it("has another one under another title, and the same under the same", () => {
    expect(textSignature(short, "Туман в Вытегре")).not.toBe(textSignature(short, "Рейсы отправлены в другой город"));
    expect(textSignature(short, "Туман в Вытегре")).toBe(textSignature(short, "«ТУМАН» в Вытегре"));
    expect(textSignature("вода прибывает", "большая")).not.toBe(textSignature("прибывает", "большая вода"));
  });

  it("has quite another one where a single word differs", () => {
    expect(sharedBytes(short, short.replace("тумана", "снега"))).toBeLessThanOrEqual(2);
  });
});

it.each(["", " \n", "— … «»!", "\u0301\u00ad", "😀 👍"])("%j has no word, and no signature", (text) => {
  expect(textSignature(text)).toBe("");
});

it.each([
  ["Kazakh", "Қазақстан үкіметі", "ҚАЗАҚСТАН ҮКІМЕТІ"],
  ["Ukrainian", "Їжак і ґанок", "їЖАК І ҐАНОК"],
  ["Latin", "Citroën présente", "CITROËN PRÉSENTE"],
])("words of %s have no case either", (_, one, other) => {
  expect(textSignature(one)).toBe(textSignature(other));
});
