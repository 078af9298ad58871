import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keysOfForm, soundCost, soundKeys } from "../../../../src/russian/words.ts";

const names = `eminem эминем, deepmind дипмайнд, tumblr тамблер, overwatch овервотч, walmart волмарт, beatles битлз, yota йота,
riot райот, leclerc леклер, haaland холанд, ronaldinho роналдиньо, vettel феттель, modric модрич, facebook фейсбук,
microsoft майкрософт, iphone айфон, renault рено, citroen ситроен, porsche порше, huawei хуавей, schwarzenegger шварценеггер,
mourinho моуринью, guardiola гвардиола, djokovic джокович, jinping цзиньпин, minecraft майнкрафт, gucci гуччи, hogwarts хогвартс,
juventus ювентус, sevilla севилья, bordeaux бордо, lockheed локхид, wikileaks викиликс, bmw бмв, nhl нхл, eminem эминема,
vettel феттелем, haaland холанду`;

const others = `eminem эмират, apple алиев, house асса, star стася, press перес, fox фикус, samsung самсонов,
google голос, tesla тушь, netflix нефть`;

const pairsOf = (list: string) => list.split(/,\s+/).map((pair) => pair.trim().split(" ") as [string, string]);

describe("a name in two alphabets", () => {
  test.each(pairsOf(names))("sounds alike, and is found by one key: %s and %s", (latin, russian) => {
    expect(soundCost(latin, russian)).not.toBeNull();
    expect(soundCost(russian, latin)).toBe(soundCost(latin, russian));
    expect(soundKeys(latin).some((key) => soundKeys(russian).includes(key))).toBe(true);
  });

  test.each(pairsOf(others))("is no other name: %s is not %s", (latin, russian) => {
    expect(soundCost(latin, russian)).toBeNull();
  });

  test.each(pairsOf("eminem эминем, best бест, vettel веттел"))(
    "costs nothing where each letter is as it mostly is: %s",
    (latin, russian) => {
      expect(soundCost(latin, russian)).toBe(0);
    },
  );

  test("costs more in another case, and by a rarer way to write it", () => {
    expect(soundCost("eminem", "эминема")).toBeGreaterThan(0);
    expect(soundCost("leclerc", "леклер")).toBeGreaterThan(soundCost("leclerc", "леклерк") ?? 0);
  });

  test("is compared across alphabets alone", () => {
    expect([soundCost("eminem", "eminem"), soundCost("эминем", "эминем"), soundCost("xbox360", "иксбокс")]).toEqual([
      ...[null, null, null],
    ]);
  });

  test("has a few keys of some letters, and a word of another kind has none", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(/^[a-z]{1,25}$/), fc.stringMatching(/^[а-я]{1,25}$/), fc.string()),
        (word) => {
          const keys = soundKeys(word);
          expect(keys.length).toBeLessThanOrEqual(5);
          expect(new Set(keys).size).toBe(keys.length);
          for (const key of keys) expect(key).toMatch(/^[pftkmnlr]+$/);
          if (!/^(?:[a-z]+|[а-я]+)$/.test(word)) expect(keys).toEqual([]);
        },
      ),
    );
  });

  test("is kept by its sound unless the dictionary has it", () => {
    expect(keysOfForm("эминем")).toEqual(soundKeys("эминем"));
    expect(keysOfForm("eminem")).toEqual(soundKeys("eminem"));
    expect(keysOfForm("москва")).toEqual([]);
    expect(keysOfForm("covid19")).toEqual([]);
  });
});
