import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { yieldToEventLoop } from "../../../../src/event-loop.ts";
import {
  type Admission,
  AdmissionGate,
  type AdmissionLimits,
  type Visitor,
} from "../../../support/inside/http-requests.ts";

const never = new AbortController().signal;
setMaxListeners(0, never);
const KIND = "/search 1";

/** Time that passes when the test says so. By default all of it is busy. */
class Times {
  #nowMs = 0;
  #busyMs = 0;
  monotonicMs = () => this.#nowMs;
  busyMs = () => this.#busyMs;
  pass(nowMs: number, busyMs = nowMs): void {
    this.#nowMs += nowMs;
    this.#busyMs += busyMs;
  }
}

function openGate(limits: Partial<AdmissionLimits> = {}) {
  const times = new Times();
  const gate = new AdmissionGate({ maxConcurrent: 1, maxBytes: 1e6, patienceMs: 1_000, ...limits }, times);
  const enter = (kind = KIND, more: Partial<Visitor> = {}) => watch(gate.enter({ kind, signal: never, ...more }));
  return { gate, times, enter };
}

interface Watched {
  /** Null as long as it waits. */
  kind: Admission["kind"] | null;
  hold(sizeBytes: number): void;
  leave(): void;
}

function watch(admission: Promise<Admission>): Watched {
  const fail = () => expect.fail("It was not admitted.");
  const watched: Watched = { kind: null, hold: fail, leave: fail };
  void admission.then((decided) => {
    watched.kind = decided.kind;
    if (decided.kind !== "admitted") return;
    watched.hold = decided.hold;
    watched.leave = decided.leave;
  });
  return watched;
}

/** All that can be decided now is. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await yieldToEventLoop();
}

const kindsOf = (all: readonly Watched[]) => all.map(({ kind }) => kind);

/** Has one request come, take so long and go. */
async function serve({ times, enter }: ReturnType<typeof openGate>, costMs: number, kind = KIND): Promise<void> {
  const visit = enter(kind);
  await settle();
  times.pass(costMs);
  visit.leave();
}

/** So many that the gate knows what the kind costs. */
async function learn(opened: ReturnType<typeof openGate>, costMs: number, kind = KIND): Promise<void> {
  for (let i = 0; i < 40; i += 1) await serve(opened, costMs, kind);
}

describe("an admission gate", () => {
  it("lets so many in, and has others wait", async () => {
    const opened = openGate({ maxConcurrent: 2 });
    await learn(opened, 10);
    const { enter } = opened;
    const all = [enter(), enter(), enter()];
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", "admitted", null]);
  });

  it("lets the one that waited longest in where one leaves", async () => {
    const { enter } = openGate();
    const all = [enter(), enter(), enter()];
    await settle();
    all[0]?.leave();
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", "admitted", null]);
  });

  it("lets one in a turn of the event loop, and has what came in meanwhile served between any two", async () => {
    const opened = openGate({ maxConcurrent: 3 });
    await learn(opened, 10);
    const { enter } = opened;
    const all = [enter(), enter(), enter()];
    const served: number[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      await yieldToEventLoop();
      served.push(kindsOf(all).filter((kind) => kind === "admitted").length);
    }
    expect(served.at(-1)).toBe(3);
    for (const [turn, count] of served.entries()) expect(count - (served[turn - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it("gives no turn to a client that left, and its place to another", async () => {
    const { enter } = openGate({ patienceMs: 40 });
    const first = enter();
    const leaver = new AbortController();
    const gone = enter(KIND, { signal: leaver.signal });
    await settle();
    leaver.abort();
    await settle();
    expect(gone.kind).toBe("gone");
    const next = enter();
    await settle();
    expect(next.kind).toBeNull();
    first.leave();
    const late = enter(KIND, { signal: leaver.signal });
    await settle();
    expect([next.kind, late.kind]).toEqual(["admitted", "gone"]);
  });

  it("never has more in work than it may, and decides on everybody", async () => {
    const visits = fc.array(fc.record({ stays: fc.nat({ max: 4 }), givesUp: fc.boolean() }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        visits,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 20, max: 900 }),
        async (all, most, patienceMs) => {
          const opened = openGate({ maxConcurrent: most, patienceMs });
          const { gate, times } = opened;
          await serve(opened, 10);
          let inWork = 0;
          const kinds = await Promise.all(
            all.map(async ({ stays, givesUp }) => {
              const controller = new AbortController();
              const admission = gate.enter({ kind: KIND, signal: controller.signal });
              if (givesUp) controller.abort();
              const decided = await admission;
              if (decided.kind !== "admitted") return decided.kind;
              inWork += 1;
              expect(inWork).toBeLessThanOrEqual(most);
              for (let turn = 0; turn < stays; turn += 1) await Promise.resolve();
              times.pass(stays * 7);
              inWork -= 1;
              decided.leave();
              return decided.kind;
            }),
          );
          expect(kinds).toHaveLength(all.length);
          expect(inWork).toBe(0);
          // All places are free again.
          const later = Array.from({ length: most }, () => watch(gate.enter({ kind: KIND, signal: never })));
          await settle();
          expect(kindsOf(later)).not.toContain(null);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("how long a request would wait", () => {
  it("is what those before it cost: who would come after half of the patience is refused at once", async () => {
    const opened = openGate();
    await learn(opened, 100);
    const all = Array.from({ length: 9 }, () => opened.enter());
    await settle();
    // 500 ms are five of 100.
    expect(kindsOf(all)).toEqual(["admitted", null, null, null, null, "refused", "refused", "refused", "refused"]);
    all[0]?.leave();
    await settle();
    expect(opened.enter().kind).toBeNull();
  });

  it("is little for those that cost little, of which many are let wait", async () => {
    const opened = openGate();
    await learn(opened, 1);
    const all = Array.from({ length: 600 }, () => opened.enter());
    await settle();
    const refused = kindsOf(all).filter((kind) => kind === "refused").length;
    expect(600 - refused).toBeGreaterThan(450);
    expect(refused).toBeGreaterThan(50);
  });

  it("is told by kind: where dear ones fill the queue there is room left for cheap ones", async () => {
    const opened = openGate();
    await learn(opened, 150, "dear");
    await learn(opened, 1, "cheap");
    const dear = Array.from({ length: 20 }, () => opened.enter("dear"));
    await settle();
    expect(kindsOf(dear)).toContain("refused");
    expect(opened.enter("dear").kind).toBeNull();
    const [oneMoreDear, cheap] = [opened.enter("dear"), opened.enter("cheap")];
    await settle();
    expect([oneMoreDear.kind, cheap.kind]).toEqual(["refused", null]);
  });

  it("of a kind that nobody knows is found out with the first answers, and who waits in vain is told so", async () => {
    const opened = openGate({ maxConcurrent: 4, patienceMs: 10_000 });
    const all = Array.from({ length: 500 }, () => opened.enter());
    await settle();
    expect(kindsOf(all).filter((kind) => kind === "refused").length).toBeLessThan(10);
    let answered = 0;
    for (;;) {
      const [next] = all.filter(({ kind }) => kind === "admitted");
      if (next === undefined) break;
      opened.times.pass(160);
      next.leave();
      next.kind = "gone";
      answered += 1;
      await settle();
      // Nobody waits for longer than callers do, whatever was thought at first.
      if (opened.times.monotonicMs() > 10_000) expect(kindsOf(all)).not.toContain(null);
    }
    expect(kindsOf(all)).not.toContain(null);
    expect(answered * 160).toBeLessThanOrEqual(10_000 + 160 * 4);
    expect(answered * 160).toBeGreaterThan(5_000);
  });

  it("lets in whoever finds nobody before him, however long it takes", async () => {
    const opened = openGate({ patienceMs: 100 });
    await learn(opened, 5_000);
    const first = opened.enter();
    await settle();
    expect(first.kind).toBe("admitted");
    const second = opened.enter();
    await settle();
    expect(second.kind).toBe("refused");
  });

  it("counts the time in which the event loop was busy, not that in which it waited for the store", async () => {
    const opened = openGate({ maxConcurrent: 10 });
    for (let i = 0; i < 40; i += 1) {
      const visit = opened.enter();
      await settle();
      opened.times.pass(100, 4);
      visit.leave();
    }
    // Ten at once are through in 100 ms: each counts for 10, though it takes 100.
    const all = Array.from({ length: 60 }, () => opened.enter());
    await settle();
    expect(kindsOf(all).filter((kind) => kind !== "refused").length).toBeGreaterThan(40);
    expect(kindsOf(all)).toContain("refused");
  });

  it("knows what each of several in work cost, when they are done one after the other", async () => {
    const opened = openGate({ maxConcurrent: 4 });
    await serve(opened, 100);
    for (let i = 0; i < 20; i += 1) {
      const four = Array.from({ length: 4 }, () => opened.enter());
      await settle();
      for (const visit of four) {
        opened.times.pass(100);
        visit.leave();
      }
    }
    const all = Array.from({ length: 9 }, () => opened.enter());
    await settle();
    expect(kindsOf(all).filter((kind) => kind !== "refused")).toHaveLength(5);
  });

  it("lets in what fits beside the bytes that are held, and small ones before a large one that waits for bytes", async () => {
    const opened = openGate({ maxConcurrent: 9, maxBytes: 100 });
    await learn(opened, 1);
    const all = [60, 60, 1, 20].map((sizeBytes) => opened.enter(KIND, { sizeBytes }));
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", null, "admitted", null]);
    all[0]?.leave();
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", "admitted", "admitted", "admitted"]);
  });

  it("lets a large one in once those before it are answered, however many small ones came meanwhile", async () => {
    const opened = openGate({ maxConcurrent: 9, maxBytes: 100 });
    await learn(opened, 1);
    const large = [60, 60].map((sizeBytes) => opened.enter(KIND, { sizeBytes }));
    const small = Array.from({ length: 30 }, () => opened.enter(KIND, { sizeBytes: 10 }));
    await settle();
    expect(kindsOf(large)).toEqual(["admitted", null]);
    expect(kindsOf(small).filter((kind) => kind === "admitted").length).toBeGreaterThan(0);
    large[0]?.leave();
    await settle();
    expect(kindsOf(large)).toEqual(["admitted", "admitted"]);
  });

  it("has what is larger than all bytes in work alone", async () => {
    const opened = openGate({ maxConcurrent: 9, maxBytes: 100 });
    await learn(opened, 1);
    const all = [10, 1_000, 10].map((sizeBytes) => opened.enter(KIND, { sizeBytes }));
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", null, null]);
    all[0]?.leave();
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", "admitted", null]);
  });

  it("learns what requests of a kind hold from the first that tells, and forgets it as they become small", async () => {
    const opened = openGate({ maxConcurrent: 9, maxBytes: 100 });
    await learn(opened, 1);
    const first = opened.enter();
    await settle();
    first.hold(90);
    const all = [opened.enter(), opened.enter()];
    await settle();
    expect(kindsOf(all)).toEqual([null, null]);
    first.leave();
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", null]);
    for (let i = 0; i < 30; i += 1) all[0]?.hold(1);
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", "admitted"]);
  });

  it("refuses by what bytes cost where these are what all wait for", async () => {
    const opened = openGate({ maxConcurrent: 10, maxBytes: 100, patienceMs: 1_000 });
    const half = (): Watched => opened.enter(KIND, { sizeBytes: 50 });
    for (let i = 0; i < 20; i += 1) {
      const visit = half();
      await settle();
      opened.times.pass(200, 0);
      visit.leave();
    }
    const all = Array.from({ length: 10 }, half);
    await settle();
    expect(kindsOf(all).filter((kind) => kind === "refused")).toHaveLength(5);
  });

  it("has what is not known yet tried once, and others of its kind wait until it is", async () => {
    const opened = openGate({ maxConcurrent: 4 });
    const all = [opened.enter("one"), opened.enter("one"), opened.enter("other"), opened.enter("one")];
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", null, "admitted", null]);
    opened.times.pass(10);
    all[0]?.leave();
    await settle();
    expect(kindsOf(all)).toEqual(["admitted", "admitted", "admitted", "admitted"]);
  });
});
