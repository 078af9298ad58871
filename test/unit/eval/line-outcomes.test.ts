import { describe, expect, it } from "vitest";
import { lineOutcomes } from "../../eval/articles/line-outcomes.ts";
import { readOne } from "../articles/fixture-pages.ts";

/** Lists the outcome of each line, in short. */
async function outcomesOf(page: string): Promise<string[][]> {
  return lineOutcomes(page, await readOne(page)).map(({ outcomes }) =>
    outcomes.map(({ place }) => {
      if (place.to === "body") return `paragraph ${place.paragraph}`;
      return place.to;
    }),
  );
}

const FIRST =
  "ОМСК, 3 апр — РИА Новости. Строители закончили возводить купол планетария, сообщила во вторник пресс-служба мэрии города.";
const SECOND = "Купол собирали два года, потому что детали везли с трёх заводов, и каждую проверяли на месте.";

describe("the lines of a page", () => {
  it("are each kept as a paragraph or dropped as something", async () => {
    expect(await outcomesOf(["Реклама", FIRST, "", SECOND].join("\n"))).toEqual([
      ["dropped"],
      ["paragraph 1"],
      ["paragraph 2"],
    ]);
  });

  it("are found in the paragraph that they were joined to, which the first of them shows", async () => {
    const wrapped = `${FIRST.slice(0, 75)}\n${FIRST.slice(75)}`;
    const lines = lineOutcomes(`${wrapped}\n\n${SECOND}`, await readOne(`${FIRST}\n\n${SECOND}`));
    expect(lines.map(({ outcomes }) => outcomes)).toEqual([
      [{ place: { to: "body", paragraph: 1 }, text: FIRST }],
      [{ place: { to: "body", paragraph: 1 }, text: null }],
      [{ place: { to: "body", paragraph: 2 }, text: null }],
    ]);
  });

  it("have each part accounted for where they were parted", async () => {
    const glued =
      "Есть обновление от 19:05 -Движение поездов восстановленоОмск. 12 ноября. INTERFAX.RU - Электрички отменены из-за снегопада, который продолжается второй день, сообщила пресс-служба железной дороги.";
    expect(await outcomesOf(`${glued}\n${SECOND}`)).toEqual([["dropped", "paragraph 1"], ["paragraph 2"]]);
  });

  it("are told as missing where the reader says nothing of them", async () => {
    const lines = lineOutcomes("Совсем другая строка", await readOne(`${FIRST}\n${SECOND}`));
    expect(lines[0]?.outcomes).toEqual([{ place: { to: "missing" }, text: null }]);
  });
});
