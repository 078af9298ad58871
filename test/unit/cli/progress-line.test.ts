import { describe, expect, it, test } from "vitest";
import { progressLine, type WorkDone } from "../../../functions/cli/terminal/progress.ts";

const third: WorkDone = {
  verb: "Importing",
  amount: "1000 articles",
  doneUnits: 1000,
  share: 1 / 3,
  ownUnits: 1000,
  seconds: 5,
};

describe("the line of progress", () => {
  it.each([
    [110, "Importing █████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░ 33% · 1000 articles · 200/s · 10 s left"],
    [80, "Importing ██████████░░░░░░░░░░░░░░░░░░░░ 33% · 1000 articles · 200/s · 10 s left"],
    [60, "Importing ███░░░░░░░ 33% · 1000 articles · 200/s · 10 s left"],
    [55, "Importing 33% · 1000 articles · 200/s · 10 s left"],
    [40, "33% · 1000 articles · 200/s · 10 s left"],
    [36, "33% · 1000 articles · 10 s left"],
    [20, "33% · 10 s left"],
    [5, "33%"],
    [2, "33"],
  ])("of %d columns holds what is needed most", (columns, line) => {
    expect(progressLine(third, columns)).toBe(line);
  });

  it("fits every terminal", () => {
    for (let columns = 1; columns <= 200; columns += 1) {
      expect(progressLine(third, columns).length).toBeLessThanOrEqual(columns);
      expect(progressLine({ ...third, share: null }, columns).length).toBeLessThanOrEqual(columns);
    }
  });

  it.each([
    [80, "Importing · 1000 articles · 200/s"],
    [25, "1000 articles · 200/s"],
    [20, "1000 articles"],
  ])("has no bar in %d columns where the end is not known", (columns, line) => {
    expect(progressLine({ ...third, share: null }, columns)).toBe(line);
  });

  test("the rate and the time left are of this run alone, whatever an earlier one did", () => {
    const resumed = { ...third, amount: "5100 articles", doneUnits: 5100, share: 0.51, ownUnits: 100, seconds: 2 };
    expect(progressLine(resumed, 50)).toBe("51% · 5100 articles · 50/s · 1 min 38 s left");
    expect(progressLine(resumed, 40)).toBe("51% · 5100 articles · 1 min 38 s left");
  });

  it.each([
    [{ doneUnits: 0, ownUnits: 0, share: 0 }, "Importing 0% · 1000 articles · –/s · – left"],
    [{ ownUnits: 0 }, "Importing 33% · 1000 articles · –/s · – left"],
    [{ share: 1 }, "100% · 1000 articles · 200/s · 0 s left"],
    [{ share: 0.0001 }, "0% · 1000 articles · 200/s · 13 h 53 min left"],
  ])("of %j says %s", (change, line) => {
    expect(progressLine({ ...third, ...change }, 45)).toBe(line);
  });
});
