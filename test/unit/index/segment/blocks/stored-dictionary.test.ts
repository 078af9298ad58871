import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodeBlock, STORED_DICTIONARY } from "../../../../support/inside/index-blocks.ts";
import { encodeStoredBlock } from "../../../../support/stored-block.ts";

const MAX_DISTANCE_BYTES = 32 * 1024;

describe("the stored dictionary", () => {
  it("lies whole within deflate's reach of the first byte that is packed", () => {
    expect(STORED_DICTIONARY.length).toBeLessThan(MAX_DISTANCE_BYTES - 8 * 1024);
  });

  it("has its letters in windows-1251, none of them escaped", () => {
    const text = new TextDecoder("windows-1251").decode(STORED_DICTIONARY);
    expect(text).toContain("об этом говорится в сообщении");
    expect(text).not.toMatch(/\\u[0-9a-f]{4}/);
  });

  it("takes a quarter off a short article, and adds nothing to one in another language", () => {
    const news = packedSizes(
      "В Саратове открыли мост через Волгу",
      "Мост через Волгу открыли во вторник, 12 мая, сообщили в пресс-службе правительства Саратовской области. " +
        "По словам губернатора, движение начнётся в ближайшие дни. Ранее сообщалось, что строительство моста " +
        "продолжалось более трёх лет, а его стоимость составила около пяти миллиардов рублей.",
    );
    expect(news.withDictionary).toBeLessThan(news.without * 0.75);
    const foreign = packedSizes("Ponte inaugurata", "Il sindaco ha inaugurato ieri la ponte nuova. ".repeat(3));
    expect(foreign.withDictionary).toBeLessThanOrEqual(foreign.without);
  });
});

function packedSizes(title: string, text: string): { withDictionary: number; without: number } {
  const fields = { title, lead: "", text, url: null, source: null, publishedAt: "2026-05-12" };
  const content = encodeStoredBlock([{ id: "a", sourceKey: "articles/a.json", fields }]);
  return {
    withDictionary: encodeBlock("stored", 0, content).length - 4,
    without: deflateRawSync(content).length,
  };
}
