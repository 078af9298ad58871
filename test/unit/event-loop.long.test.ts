import { describe, expect, it } from "vitest";
import { severalTurns, TurnBudget, yieldToEventLoop } from "../../src/event-loop.ts";
import { openSite } from "./http/search-site.ts";

/** Work of so many steps, of which each costs the whole budget; tells of each step. */
async function work(name: string, steps: number, told: string[]): Promise<void> {
  const turns = new TurnBudget(10);
  for (let step = 1; step <= steps; step += 1) {
    told.push(`${name}${step}`);
    if (turns.spend(10)) await turns.takeTurn();
  }
}

/** Counts the turns of the event loop until the work is done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false];
  const done = work.then(() => {
    isDone = true;
  });
  while (!isDone) {
    await yieldToEventLoop();
    turns += 1;
  }
  await done;
  return turns;
}

describe("long work", () => {
  it("lets others have turns between its steps", async () => {
    const told: string[] = [];
    const long = work("a", 3, told);
    await yieldToEventLoop();
    told.push("other");
    await long;
    expect(told).toEqual(["a1", "other", "a2", "a3"]);
  });

  it("is done in the order in which it began", async () => {
    const told: string[] = [];
    await Promise.all([work("a", 3, told), work("b", 2, told), work("c", 1, told)]);
    expect(told).toEqual(["a1", "b1", "c1", "a2", "a3", "b2"]);
  });

  it("goes on without a turn as long as it has done little", async () => {
    const turns = new TurnBudget(10);
    expect([turns.spend(4), turns.spend(4), turns.spend(4)]).toEqual([false, false, true]);
    await turns.takeTurn();
    expect(turns.spend(9)).toBe(false);
  });

  it("leaves several turns to others, in each of which one connection is accepted", async () => {
    const budget = new TurnBudget(1);
    budget.spend(1);
    expect(await turnsDuring(budget.takeTurn())).toBeGreaterThan(50);
    expect(await turnsDuring(severalTurns(4))).toBeGreaterThanOrEqual(4);
  });
});

describe("a search of many postings", () => {
  const words = ["река", "порт", "завод", "театр", "паром", "каток", "причал", "сварщик"];
  const articles = Array.from({ length: 4_000 }, (_, i) => ({ id: String(i), text: `${words.join(" ")} номер ${i}.` }));

  it("lets others have turns, whether it counts all, skips or collapses; one of few does not", async () => {
    const { search } = await openSite({ "articles/many.json": articles });
    const page = { match: "any", offset: 0, limit: 10 } as const;
    const ask = (text: string, more: object = {}) => turnsDuring(search.search({ ...page, text, ...more }));
    const all = `${words.join(" ")} `;
    await ask(all);
    expect(await ask("3999 ")).toBeLessThan(10);
    for (const more of [{}, { collapse: true }, { sort: "newest" }, { facets: ["year"] }]) {
      expect(await ask(all, more), JSON.stringify(more)).toBeGreaterThan(50);
    }
  });
});
