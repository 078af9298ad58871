/**
 * Requests before uploads, where one process has both: between two uploads it waits until those that are in work are
 * answered. An upload of some megabytes takes a second to read, and an answer many turns of the event loop.
 */
import type { Server } from "node:http";
import type { Clock } from "../../src/clock.ts";
import { nextTurn } from "../../src/event-loop.ts";

/** Whoever asks without a pause does not keep uploads out. Our decision, as the next. */
const LONGEST_WAIT_MS = 500;
const PAUSE_MS = 2;

/** What resolves when the server has no request in work, half a second later at the latest. */
export function giveWayTo(server: Pick<Server, "on">, clock: Clock): () => Promise<void> {
  let inWork = 0;
  server.on("request", (_request, response) => {
    inWork += 1;
    response.once("close", () => {
      inWork -= 1;
    });
  });
  return async () => {
    // A connection is accepted in one turn, and its request read in the next.
    await nextTurn();
    await nextTurn();
    const endMs = clock.monotonicMs() + LONGEST_WAIT_MS;
    while (inWork > 0 && clock.monotonicMs() < endMs) await clock.sleep(PAUSE_MS);
  };
}
