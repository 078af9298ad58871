import { describe, expect, it } from "vitest";
import { type AnalyzedClause, analyzeClauses } from "../../../../src/russian/queries.ts";

/** Groups as text: alternatives between bars, `-` for an excluded group, kinds in short. */
function show(query: string): string[] {
  return analyzeClauses(query).groups.map(
    ({ alternatives, isExcluded }) =>
      (isExcluded ? "-" : "") + alternatives.map((clause) => showClause(query, clause)).join("|"),
  );
}

function showClause(query: string, clause: AnalyzedClause): string {
  const text = query.slice(clause.start, clause.end);
  if (clause.kind === "word") return clause.isStrict ? `strict(${text})` : text;
  return `${clause.kind}(${text})`;
}

describe("the groups of a query", () => {
  it.each([
    ["цены на нефть", ["цены", "на", "нефть"]],
    ["нефть|газ цены", ["нефть|газ", "цены"]],
    ["цены нефть | газ | уголь рост", ["цены", "нефть|газ|уголь", "рост"]],
    ["| нефть || газ |", ["нефть|газ"]],
    ['"цены на нефть"|газ', ['phrase("цены на нефть")|газ']],
    ["2 000 000 | 1 000 000 рублей", ["2 000 000|1 000 000", "рублей"]],
    ["нефть -газ", ["нефть", "-strict(-газ)"]],
    ["-нефть|газ уголь", ["-strict(-нефть)|газ", "уголь"]],
    ["нефть|-газ", ["нефть", "-strict(-газ)"]],
    ["title:нефть|газ", ["strict(title:нефть)|газ"]],
    ["source:риа|source:тасс", ["source(source:риа)|source(source:тасс)"]],
    ["-source:тасс", ["-source(-source:тасс)"]],
    ["!лаврова", ["phrase(!лаврова)"]],
    ['"Лавров" "нью-йорк"', ['"Лавров"', 'phrase("нью-йорк")']],
    ["title:нью-йорк", ["strict(title:нью-йорк)"]],
    ["-сергей.петров", ["-phrase(-сергей.петров)"]],
    ["!2020", ["strict(!2020)"]],
    ['"а"', []],
    ["", []],
    ["!!! — «»", []],
  ])("%s", (query, groups) => {
    expect(show(query)).toEqual(groups);
  });

  it("say which word is still being typed", () => {
    expect(analyzeClauses("цены неф").typedWord?.text).toBe("неф");
    expect(analyzeClauses('"цены неф').typedWord?.text).toBe("неф");
    for (const query of ["цены неф ", "неф, ", "цены -неф", "!неф", '"неф"', "title:неф", '"неф" -газ', ""]) {
      expect(analyzeClauses(query).typedWord).toBeNull();
    }
  });
});

describe("what is beyond the bounds", () => {
  it("is left out and listed: words", () => {
    const { groups, leftOut } = analyzeClauses(Array.from({ length: 70 }, (_, i) => `слово${i}`).join(" "));
    expect(groups.length).toBe(64);
    expect(leftOut).toEqual([Array.from({ length: 6 }, (_, i) => `слово${64 + i}`).join(" ")]);
  });

  it("is left out and listed: phrases", () => {
    const { groups, leftOut } = analyzeClauses(Array.from({ length: 10 }, (_, i) => `"слово фразы${i}"`).join(" "));
    expect(groups.length).toBe(8);
    expect(leftOut).toEqual(['"слово фразы8"', '"слово фразы9"']);
  });

  it("is left out and listed: the end of a long phrase", () => {
    const words = Array.from({ length: 40 }, (_, i) => `слово${i}`);
    const { groups, leftOut } = analyzeClauses(`"${words.join(" ")}"`);
    expect(groups[0]?.alternatives[0]).toMatchObject({ kind: "phrase", phrase: { words: { length: 32 } } });
    expect(leftOut).toEqual([words.slice(32).join(" ")]);
  });

  it("is left out and listed: stretches with signs", () => {
    const { groups, leftOut } = analyzeClauses(Array.from({ length: 40 }, (_, i) => `-слово${i}`).join(" "));
    expect([groups.length, leftOut.length]).toEqual([32, 8]);
  });

  it("is nothing for a query that people type", () => {
    for (const query of ["цены на нефть -газ", "", "а", '"быть или не быть"', "и в на!"]) {
      expect(analyzeClauses(query).leftOut).toEqual([]);
    }
  });
});

describe("the kin of a word", () => {
  /** Lists the weights by the terms of the first word. */
  const weightsOf = (query: string): Record<string, number> => {
    const clause = analyzeClauses(query).groups[0]?.alternatives[0];
    const ways = clause?.kind === "word" ? clause.word.alternatives : [];
    return Object.fromEntries(ways.map(({ terms, weight }) => [terms.join(" "), weight]));
  };

  it("are tried where it is typed, weaker than the word", () => {
    expect(weightsOf("избить журналиста")).toMatchObject({ избить: 1, избиение: 0.4 });
  });

  it.each(["избить журналиста в центре города ночью", "-избить журналиста", '"избить" журналиста', "title:избить"])(
    "are not tried of %s",
    (query) => {
      expect(weightsOf(query)).toHaveProperty("избить");
      expect(weightsOf(query)).not.toHaveProperty("избиение");
    },
  );
});
