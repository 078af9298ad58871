import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { russianSpellings } from "../../../../src/russian/words.ts";
import { MAX_SPELLINGS } from "../../../support/inside/russian-words.ts";

const spellings = `lavrov лавров, rossiya россия, rossija россия, rossia россия, moskva москва, kerri керри,
genprokuratura генпрокуратура, vladivostok владивосток, varshava варшава, kiberprestuplenie киберпреступление,
evropa европа, keniya кения, kenija кения, chingiskhan чингисхан, zelenskiy зеленский, shchukin щукин, schukin щукин,
yeltsin ельцин, krym крым, bolshoy большой, alekseev алексеев, gorbachev горбачев, hrushchev хрущев,
khrushchev хрущев, ekaterinburg екатеринбург, nizhniy нижний, novgorod новгород, sobyanin собянин, shoigu шойгу,
shoygu шойгу, nalogi налоги, ekonomika экономика, elektrichestvo электричество, julia юлия, yuliya юлия,
tsentrobank центробанк, centrobank центробанк, kremlevskiy кремлевский, novosti новости, olimpiada олимпиада,
silnyy сильный, dengi деньги, peterburg петербург, izhevsk ижевск, ob'yavlenie объявление, Lavrov лавров, köln колн`;

describe("a Russian word in Latin letters", () => {
  test.each(spellings.split(/,\s+/).map((pair) => pair.trim().split(" ") as [string, string]))(
    "%s may be %s",
    (typed, meant) => {
      expect(russianSpellings(typed).slice(0, 24)).toContain(meant);
    },
  );

  test.each(["", "лавров", "covid19", "a b", "x".repeat(31), "'"])("«%s» is none", (typed) => {
    expect(russianSpellings(typed)).toEqual([]);
  });

  test("has a bounded number of spellings, each once and of Russian letters", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z']{0,29}$/), (word) => {
        const found = russianSpellings(word);
        expect(found.length).toBeLessThanOrEqual(MAX_SPELLINGS);
        expect(new Set(found).size).toBe(found.length);
        for (const spelling of found) expect(spelling).toMatch(/^[а-я]*$/);
      }),
      { numRuns: 300 },
    );
  });
});
