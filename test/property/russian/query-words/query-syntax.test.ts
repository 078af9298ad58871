import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyzeClauses, parseQuerySyntax } from "../../../../src/russian/queries.ts";
import { expectGrowthBelow } from "../../../support/processor-time.ts";

/** Any UTF-16 at all, lone surrogates too. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
  .map((units) => String.fromCharCode(...units));

/** Signs thick on the ground. */
const syntaxSoup = fc
  .array(
    fc.constantFrom(
      ...'«»„“”"‹›＂--−–—!!||: ()[\u0001',
      " ",
      " ",
      "title:",
      "source:",
      "источник:",
      "нефть",
      "Нью-Йорк",
      "а",
      "не",
      "5",
      "1 000 000",
      "т 34",
      "9 октября 2016",
      "https://ria.ru/1",
      "10:30",
      "\ud83d\ude00",
      "\u0301",
      "\u00ad",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

const anyQuery = fc.oneof(anyText, { arbitrary: syntaxSoup, weight: 3 });

describe("whatever is typed", () => {
  it("falls into stretches that are in order, apart from one another, and together with the rest the whole text", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const { clauses, bars, plainText } = parseQuerySyntax(query);
        let end = 0;
        expect(plainText.length).toBe(query.length);
        for (const clause of clauses) {
          expect(clause.outerStart).toBeGreaterThanOrEqual(end);
          expect(clause.start).toBeGreaterThanOrEqual(clause.outerStart);
          expect(clause.end).toBeGreaterThan(clause.start);
          expect(clause.outerEnd).toBeGreaterThanOrEqual(clause.end);
          expect(plainText.slice(end, clause.outerStart)).toBe(query.slice(end, clause.outerStart));
          expect(plainText.slice(clause.outerStart, clause.outerEnd)).toMatch(/^\t+$/);
          end = clause.outerEnd;
        }
        expect(plainText.slice(end)).toBe(query.slice(end));
        for (const bar of bars) expect([query[bar], plainText[bar]]).toEqual(["|", "|"]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives groups within bounds, in the order of the text, without an empty one", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const { groups, wordCount, typedWord } = analyzeClauses(query);
        const clauses = groups.flatMap(({ alternatives }) => alternatives);
        expect(groups.every(({ alternatives }) => alternatives.length > 0)).toBe(true);
        expect(wordCount).toBeLessThanOrEqual(64);
        for (const [i, clause] of clauses.entries()) {
          expect(clause.start).toBeGreaterThanOrEqual(clauses[i - 1]?.end ?? 0);
          if (clause.kind !== "word") expectWalkable(clause.phrase.graph);
        }
        if (typedWord !== null) expect(query.slice(typedWord.end)).toMatch(/^[-\u2010\u2011]?$/);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is read in time that grows no faster than its length, for any pattern of signs", async () => {
    await fc.assert(
      fc.asyncProperty(syntaxSoup, async (pattern) => {
        if (pattern === "") return;
        const parsing = (length: number) => {
          const text = pattern.repeat(Math.ceil(length / pattern.length));
          return () => parseQuerySyntax(text);
        };
        // 16 times the text: quadratic work would take 256 times as long.
        await expectGrowthBelow(16 * 6, parsing(2_000), parsing(32_000));
      }),
      { numRuns: 40 },
    );
  });
});

/** Edges go forwards, and the last node can be reached. */
function expectWalkable({ nodes, edges }: { nodes: number; edges: readonly { from: number; to: number }[] }): void {
  const reached = new Set([0]);
  let previous = 0;
  for (const { from, to } of edges) {
    expect(from).toBeGreaterThanOrEqual(previous);
    expect(to).toBeGreaterThan(from);
    expect(to).toBeLessThan(nodes);
    previous = from;
    if (reached.has(from)) reached.add(to);
  }
  expect(reached.has(nodes - 1)).toBe(true);
}
