import fc from "fast-check";
import { expect, it } from "vitest";
import { type ScoreAccumulator, ScoreAccumulatorPool } from "../../support/inside/index-snapshot.ts";

const DOCUMENTS = 12;
const TERMS = 70;

/** A model of a table, by Maps: a score and the matched terms of each document. */
type Model = Map<number, { score: number; matched: Set<number> }>;

const row = fc.record({
  document: fc.nat({ max: DOCUMENTS - 1 }),
  score: fc.double({ min: -5, max: 5, noNaN: true }),
  term: fc.option(fc.nat({ max: TERMS - 1 })),
  isRaise: fc.boolean(),
});
const rows = fc.array(row, { maxLength: 20 });
const operator = fc.constantFrom("unite", "intersect", "subtract");

function fill(
  table: ScoreAccumulator,
  given: readonly (typeof row extends fc.Arbitrary<infer T> ? T : never)[],
): Model {
  const model: Model = new Map();
  for (const { document, score, term, isRaise } of given) {
    const known = model.get(document);
    const entry = known ?? { score, matched: new Set<number>() };
    if (isRaise) {
      table.raise(document, score, term ?? 0);
      if (known !== undefined) entry.score = Math.max(entry.score, score);
      entry.matched.add(term ?? 0);
    } else {
      table.add(document, score, term);
      if (known !== undefined) entry.score += score;
      if (term !== null) entry.matched.add(term);
    }
    model.set(document, entry);
  }
  return model;
}

function combine(a: Model, b: Model, how: "unite" | "intersect" | "subtract"): Model {
  const result: Model = new Map();
  for (const document of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(document), b.get(document)];
    if (how === "subtract") {
      if (left && !right) result.set(document, left);
    } else if (left && right) {
      result.set(document, { score: left.score + right.score, matched: new Set([...left.matched, ...right.matched]) });
    } else if (how === "unite") {
      result.set(document, (left ?? right)!);
    }
  }
  return result;
}

it("tables add, raise, unite, intersect and subtract as Maps of scores and terms do", () => {
  fc.assert(
    fc.property(rows, fc.array(fc.tuple(operator, rows), { maxLength: 4 }), (first, steps) => {
      const pool = new ScoreAccumulatorPool(DOCUMENTS);
      // A table that was used before must not show it.
      const used = pool.take(TERMS);
      fill(used, first);
      pool.giveBack(used);
      const table = pool.take(TERMS);
      let model = fill(table, first);
      for (const [how, given] of steps) {
        const other = pool.take(TERMS);
        model = combine(model, fill(other, given), how);
        if (how === "subtract") table.keep((document) => !other.has(document));
        else table[how](other);
        pool.giveBack(other);
      }
      expect(table.count).toBe(model.size);
      expect([...table.documents].sort((a, b) => a - b)).toEqual([...model.keys()].sort((a, b) => a - b));
      for (let document = 0; document < DOCUMENTS; document += 1) {
        const entry = model.get(document);
        expect(table.has(document)).toBe(entry !== undefined);
        if (entry === undefined) continue;
        expect(table.scores[document]).toBe(entry.score);
        expect(table.countMatched(document)).toBe(entry.matched.size);
      }
    }),
    { numRuns: 300 },
  );
});

it("a table that is filled holds what it would hold had each document been added", () => {
  fc.assert(
    fc.property(rows, fc.nat({ max: DOCUMENTS }), rows, (before, count, after) => {
      const pool = new ScoreAccumulatorPool(DOCUMENTS);
      const used = pool.take(TERMS);
      fill(used, before);
      pool.giveBack(used);
      const [filled, added] = [pool.take(TERMS), pool.take(TERMS)];
      filled.fill(count, 1);
      for (let document = 0; document < count; document += 1) added.add(document, 1, null);
      for (const table of [filled, added]) fill(table, after);
      const held = [filled, added].map((table) =>
        [...table.documents].map((document) => [document, table.scores[document], table.countMatched(document)]),
      );
      expect(held[0]).toEqual(held[1]);
      expect(filled.count).toBe(added.count);
      for (let document = 0; document < DOCUMENTS; document += 1) {
        expect(filled.has(document)).toBe(added.has(document));
      }
    }),
    { numRuns: 300 },
  );
});
