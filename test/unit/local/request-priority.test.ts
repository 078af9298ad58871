import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { giveWayTo } from "../../../infra/local/request-priority.ts";
import { nextTurn } from "../../../src/event-loop.ts";
import { ManualClock } from "../../support/deterministic.ts";

/** A server with one request in work; gives what ends it. */
function serverInWork() {
  const server = new EventEmitter();
  const clock = new ManualClock();
  const giveWay = giveWayTo(server as never, clock);
  const response = new EventEmitter();
  server.emit("request", {}, response);
  return { giveWay, clock, answer: () => response.emit("close") };
}

it("waits until requests in work are answered, and then no more", async () => {
  const { giveWay, clock, answer } = serverInWork();
  const sleep = clock.sleep.bind(clock);
  let waits = 0;
  clock.sleep = async (durationMs) => {
    waits += 1;
    if (waits === 3) answer();
    await sleep(durationMs);
  };
  await giveWay();
  expect(waits).toBe(3);
  await giveWay();
  expect(waits).toBe(3);
});

it("waits no longer than half a second for whoever asks without a pause", async () => {
  const { giveWay, clock } = serverInWork();
  const startMs = clock.monotonicMs();
  await giveWay();
  expect(clock.monotonicMs() - startMs).toBe(500);
});

it("lets what came in meanwhile have its turn, where nothing is in work yet", async () => {
  const giveWay = giveWayTo(new EventEmitter() as never, new ManualClock());
  let turns = 0;
  const others = nextTurn().then(() => {
    turns += 1;
  });
  await giveWay();
  expect(turns).toBe(1);
  await others;
});
