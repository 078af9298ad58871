import { expect, test } from "vitest";
import { trackImport } from "../../../functions/cli/import/import-progress.ts";
import { progressLine } from "../../../functions/cli/terminal/progress.ts";
import { ManualClock } from "../../support/deterministic.ts";

test("an import's bar moves each second, and its time left is true, while all of the archive is in one commit", () => {
  const clock = new ManualClock();
  let shareRead = 0;
  const { update, workDone } = trackImport({ sizeBytes: 1_000_000, shareRead: () => shareRead }, clock);
  // The file is read within the first second; 8,000 articles are read and inverted in 80.
  const lines: string[] = [];
  for (let second = 1; second <= 80; second += 1) {
    shareRead = 1;
    clock.advance(1_000);
    update(second * 100, 8_000, 0);
    lines.push(progressLine(workDone(), 60));
  }
  expect(new Set(lines).size).toBe(80);
  for (const [i, line] of lines.entries()) {
    const left = 79 - i;
    const time = left < 60 ? `${left} s` : `1 min ${left - 60} s`;
    expect(line).toContain(`${(i + 1) * 100} articles · 100/s · ${time} left`);
  }
});

test("an import's bar counts what an earlier import did, and not its rate", () => {
  const clock = new ManualClock();
  const { update, workDone } = trackImport({ sizeBytes: 1_000_000, shareRead: () => 0.5 }, clock);
  clock.advance(10_000);
  update(3_000.5, 4_000, 2_000);
  expect(progressLine(workDone(), 50)).toBe("Importing 37% · 3000 articles · 100/s · 50 s left");
});

test("an import of standard input has a count and no time left", () => {
  const { update, workDone } = trackImport({ sizeBytes: null, shareRead: () => null }, new ManualClock());
  update(0.4, 4_000, 0);
  expect(workDone()).toMatchObject({ amount: "0 articles", share: null });
});
