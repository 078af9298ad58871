/**
 * Turns of the event loop: long work that lets others run in between.
 */
import { systemClock } from "./clock.ts";

/**
 * True in a Cloudflare Worker (https://developers.cloudflare.com/workers/runtime-apis/web-standards/,
 * "navigator.userAgent"): there all timers and requests that one request began end with it, so that no other request
 * may wait for them.
 */
export const isWorkerOfRequests: boolean = globalThis.navigator?.userAgent === "Cloudflare-Workers";

/** Resolves when timers and all that came in meanwhile have been served. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise(inNextTurn);
}

/**
 * Browsers have no setImmediate, and let a timer wait for 4 ms once it was set by another; a message waits for nothing.
 * In a Worker a port serves only the request that made it.
 */
const inNextTurn: (go: () => void) => unknown =
  globalThis.setImmediate ?? (isWorkerOfRequests ? (go) => systemClock.sleep(0).then(go) : byMessage());

function byMessage(): (go: () => void) => void {
  const waitingForMessage: (() => void)[] = [];
  let sender: MessagePort | null = null;
  return (go) => {
    if (sender === null) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => waitingForMessage.shift()?.();
      sender = port2;
    }
    waitingForMessage.push(go);
    sender.postMessage(null);
  };
}

/**
 * Resolves after some turns. libuv accepts one connection in each (1.45, "unix: don't accept() connections in a loop"):
 * where every turn held long work, a client would wait for as many of these as there are connections before it. A turn
 * without work takes some microseconds. One will do where there is no libuv.
 */
export async function severalTurns(count: number): Promise<void> {
  const turns = globalThis.setImmediate === undefined || isWorkerOfRequests ? 1 : count;
  for (let turn = 0; turn < turns; turn += 1) await yieldToEventLoop();
}

interface Waiting {
  readonly rank: number;
  readonly resolve: () => void;
}

const waiting: Waiting[] = [];

/** Turns of the event loop between two stretches of long work, about a hundredth of a stretch's time. Untuned. */
const TURNS_BETWEEN = 64;

/**
 * Resolves in a turn of its own: of all that wait, the one of the lowest rank goes on after every few turns, so that
 * what comes in is served between any two. `nextTurn` lets all that wait go on in one. In a Worker none waits for
 * another's.
 */
function ownTurn(rank: number): Promise<void> {
  if (isWorkerOfRequests) return yieldToEventLoop();
  return new Promise((resolve) => {
    waiting.push({ rank, resolve });
    if (waiting.length === 1) void severalTurns(TURNS_BETWEEN).then(letOneGo);
  });
}

/** Grows with every piece of long work that begins. */
let begun = 0;

/**
 * Lets others have a turn while long work is done, by how much of it was done: no clock says when, so that the same
 * work is always interrupted at the same places. Of two such works that which began first goes on first, so that it is
 * done before the other, rather than both at the end.
 */
export class TurnBudget {
  readonly #size: number;
  readonly #rank = begun++;
  #spent = 0;

  /** Sets the size of the work in one turn of the event loop; a step that has begun is finished. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Counts what was done; true where `takeTurn` is to be awaited before anything else is done. */
  spend(amount: number): boolean {
    this.#spent += amount;
    return this.#spent >= this.#size;
  }

  takeTurn(): Promise<void> {
    this.#spent = 0;
    return ownTurn(this.#rank);
  }
}

function letOneGo(): void {
  const next = waiting.reduce((first, other) => (other.rank < first.rank ? other : first));
  waiting.splice(waiting.indexOf(next), 1);
  if (waiting.length > 0) void severalTurns(TURNS_BETWEEN).then(letOneGo);
  next.resolve();
}
