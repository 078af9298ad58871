import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Admission, AdmissionGate } from "../../../src/http/admission-gate.ts";

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Whether the promise has its value yet. */
async function isDecided(admission: Promise<Admission>): Promise<boolean> {
  return (await Promise.race([admission, settled().then(() => null)])) !== null;
}

function leave(admission: Admission): void {
  expect(admission.kind).toBe("admitted");
  if (admission.kind === "admitted") admission.leave();
}

describe("an admission gate", () => {
  it("lets so many in, has so many wait, and refuses the next", async () => {
    const gate = new AdmissionGate({ maxConcurrent: 2, maxWaiting: 1 });
    const [first, second, third, fourth] = [1, 2, 3, 4].map(() => gate.enter(never));
    expect((await first)?.kind).toBe("admitted");
    expect((await second)?.kind).toBe("admitted");
    expect((await fourth)?.kind).toBe("refused");
    expect(third === undefined || (await isDecided(third))).toBe(false);
  });

  it("lets the one that waited longest in where one leaves", async () => {
    const gate = new AdmissionGate({ maxConcurrent: 1, maxWaiting: 2 });
    const first = await gate.enter(never);
    const second = gate.enter(never);
    const third = gate.enter(never);
    leave(first);
    leave(await second);
    expect((await third).kind).toBe("admitted");
  });

  it("gives no turn to a client that left, and its place to another", async () => {
    const gate = new AdmissionGate({ maxConcurrent: 1, maxWaiting: 1 });
    const first = await gate.enter(never);
    const leaver = new AbortController();
    const gone = gate.enter(leaver.signal);
    leaver.abort();
    expect((await gone).kind).toBe("gone");
    const next = gate.enter(never);
    expect(await isDecided(next)).toBe(false);
    leave(first);
    expect((await next).kind).toBe("admitted");
    expect((await gate.enter(leaver.signal)).kind).toBe("gone");
  });

  it("never has more in work than it may, and decides on everybody", async () => {
    const visits = fc.array(fc.record({ stays: fc.nat({ max: 4 }), givesUp: fc.boolean() }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        visits,
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 60 }),
        async (all, concurrent, waiting) => {
          const gate = new AdmissionGate({ maxConcurrent: concurrent, maxWaiting: waiting });
          let inWork = 0;
          let most = 0;
          const kinds = await Promise.all(
            all.map(async ({ stays, givesUp }) => {
              const controller = new AbortController();
              const admission = gate.enter(controller.signal);
              if (givesUp) controller.abort();
              const decided = await admission;
              if (decided.kind !== "admitted") return decided.kind;
              inWork += 1;
              most = Math.max(most, inWork);
              for (let turn = 0; turn < stays; turn += 1) await Promise.resolve();
              inWork -= 1;
              decided.leave();
              return decided.kind;
            }),
          );
          expect(kinds).toHaveLength(all.length);
          expect(most).toBeLessThanOrEqual(concurrent);
          expect(inWork).toBe(0);
          // All places are free again.
          const later = await Promise.all(Array.from({ length: concurrent }, () => gate.enter(never)));
          expect(later.every(({ kind }) => kind === "admitted")).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
