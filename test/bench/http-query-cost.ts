/**
 * Measures the cost of HTTP requests in a warm process without cached answers: rounds, requests and bytes of the store,
 * as the answers themselves tell. Deterministic counters, the same on any machine.
 */

import { defaultKeyLayout, ManifestStore } from "../../src/index/shared.ts";
import type { SearchAnswer, SuggestAnswer } from "../../src/search-api.ts";
import type { ObjectStore } from "../../src/store/store.ts";
import { ManualClock, seededIds } from "../support/deterministic.ts";
import { interceptStore } from "../support/intercepting-object-store.ts";
import { openHttpApp } from "./support/http-app.ts";
import { RoundCountingObjectStore } from "./support/round-counting-object-store.ts";

/** The most that any of some requests cost. */
export interface RequestCost {
  readonly rounds: number;
  readonly requests: number;
  readonly bytes: number;
}

/** The most that any of the requests cost, each asked of a process of its own. */
export async function mostRequestCost(store: ObjectStore, paths: readonly string[]): Promise<RequestCost> {
  const costs: RequestCost[] = [];
  for (const path of paths) costs.push(await (await openWarmApp(store))(path));
  const most = (name: keyof RequestCost) => Math.max(...costs.map((cost) => cost[name]));
  return { rounds: most("rounds"), requests: most("requests"), bytes: most("bytes") };
}

/** Segments of the index. */
export async function countSegments(store: ObjectStore): Promise<number> {
  const ports = { clock: new ManualClock(), ids: seededIds(2) };
  const snapshot = await new ManifestStore({ store, layout: defaultKeyLayout, ...ports }).load();
  return snapshot?.manifest.segments.length ?? 0;
}

/** Asks for one word first, so that manifest, tables of contents and lengths are there. */
async function openWarmApp(base: ObjectStore): Promise<(path: string) => Promise<RequestCost>> {
  // Answers come a turn of the event loop later, all of a round together.
  const even = interceptStore(base, { before: () => new Promise((resolve) => setImmediate(resolve)) });
  const rounds = new RoundCountingObjectStore(even);
  // The clock stands still: the manifest is not asked for again.
  const app = openHttpApp(rounds, {}, { clock: new ManualClock(), ids: seededIds(2) });
  const ask = async (path: string): Promise<RequestCost> => {
    rounds.takeRounds();
    const { cost } = (await (await app(path)).json()) as SearchAnswer | SuggestAnswer;
    return { rounds: rounds.takeRounds(), requests: cost.requests, bytes: cost.bytes };
  };
  await ask("/search?q=нет");
  return ask;
}
