import { describe, expect, it } from "vitest";
import { checksPerSearch } from "../../../functions/cost/manifest-checks.ts";
import { REVALIDATE_MS, TYPED_LETTERS, typedQuestions } from "../../../functions/cost/measured-work.ts";
import { parseEnvironment, querySettings } from "../../../functions/settings/environment.ts";
import type { SearchQuery } from "../../../src/widget/search-client.ts";
import { createSearchSession } from "../../../src/widget/session/search-session.ts";
import { seededRandom32 } from "../../support/deterministic.ts";
import { HandClock } from "../../support/hand-clock.ts";
import { answer, hit } from "../widget/answers.ts";

const SECONDS_PER_DAY = 86_400;
const KEY_MS = 200;
/** Lengths of the searches: 14.5 keys on average, and twice as many lengths as keys in 800 ms. */
const KEYS = Array.from({ length: 8 }, (_, i) => 11 + i);
const SEARCHES = 20_000;

/**
 * An answer with as many suggestions as the widget requests, and more hits than it shows: a longer text may find
 * others.
 */
const FOUND = answer([hit("1"), hit("2")], {
  total: 100,
  suggestions: Array.from({ length: 5 }, (_, i) => ({ kind: "word", text: `порт ${i}`, highlights: [] })),
});

/** Lists the times of the widget's requests, in seconds since the first key, while so many keys are typed. */
async function questionTimes(keys: number): Promise<readonly number[]> {
  const clock = new HandClock();
  const times: number[] = [];
  const search = async ({ q }: SearchQuery) => {
    // The newest below the first letter are kept by the client.
    if (q !== "") times.push(clock.monotonicMs() / 1_000);
    return FOUND;
  };
  const session = createSearchSession({ client: { search }, clock, pageSize: 2, onChange: () => {} });
  for (let typed = 1; typed <= keys; typed += 1) {
    session.want({ text: "п".repeat(typed) }, "typing");
    await clock.advance(KEY_MS);
  }
  await clock.advance(2_000);
  return times;
}

/** Checks of one process in a search. Searches begin independently; `reachShare` of the questions reach the process. */
function simulatedChecks(searchesPerSecond: number, reachShare: number, times: readonly (readonly number[])[]): number {
  const random = seededRandom32(7);
  const share = (): number => (random() + 1) / 2 ** 32;
  let begun = 0;
  const arrivals: number[] = [];
  for (let i = 0; i < SEARCHES; i += 1) {
    begun -= Math.log(share()) / searchesPerSecond;
    for (const time of times[i % times.length] ?? []) if (share() <= reachShare) arrivals.push(begun + time);
  }
  let checks = 0;
  let checkedAt = Number.NEGATIVE_INFINITY;
  for (const arrival of arrivals.sort((left, right) => left - right)) {
    if (arrival - checkedAt < REVALIDATE_MS / 1_000) continue;
    checkedAt = arrival;
    checks += 1;
  }
  return checks / SEARCHES;
}

describe("checks of the manifest in a search", () => {
  it("are asked for as often as production does", () => {
    expect(parseEnvironment({ POISK_BUCKET: "news" }, querySettings).POISK_REVALIDATE_MS).toBe(REVALIDATE_MS);
  });

  it("are one in a search by a form where readers are few, and less the more of them ask within a second", () => {
    const ofForm = (searchesPerSecond: number) => checksPerSearch({ searchesPerSecond, questions: 1, reachShare: 1 });
    expect(ofForm(0)).toBe(1);
    // A process that is asked once a second on average is asked 2 s after a check, a second of which it waits.
    expect(ofForm(1)).toBeCloseTo(1 / 2, 9);
    expect(ofForm(9)).toBeCloseTo(1 / 10, 9);
  });

  it("are of a search that is typed alone every second question, 800 ms after one another", () => {
    const ofTyped = (questions: number) => checksPerSearch({ searchesPerSecond: 0, questions, reachShare: 1 });
    expect(ofTyped(5)).toBeCloseTo(5 / 2 + 1 / 4, 9);
    expect(ofTyped(typedQuestions(TYPED_LETTERS))).toBeCloseTo(2.8, 9);
  });

  it("are those alone that the caches do not answer", () => {
    const ofShare = (reachShare: number, questions = 5) =>
      checksPerSearch({ searchesPerSecond: 0.01, questions, reachShare });
    expect(ofShare(0)).toBe(0);
    // Of the others hardly two come within a second.
    expect(ofShare(0.01)).toBeCloseTo(0.05, 3);
    expect(ofShare(0.5, 1)).toBeCloseTo(0.5 / 1.005, 9);
  });

  it.each([
    [200, 1],
    [5_000, 1],
    [5_000, 0.5],
    [20_000, 1],
    [50_000, 1],
    [50_000, 0.5],
    [100_000, 1],
    [500_000, 1],
  ])(
    "are nearly those of a simulation of the widget, of %i searches a day and %d of the questions",
    async (searchesPerDay, reachShare) => {
      const times = await Promise.all(KEYS.map(questionTimes));
      const questions = times.flat().length / times.length;
      const searchesPerSecond = searchesPerDay / SECONDS_PER_DAY;
      const simulated = simulatedChecks(searchesPerSecond, reachShare, times);
      const reckoned = checksPerSearch({ searchesPerSecond, questions, reachShare });
      expect(Math.abs(reckoned / simulated - 1)).toBeLessThan(0.06);
    },
  );
});
