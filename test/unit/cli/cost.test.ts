import { describe, expect, it } from "vitest";
import { runCommand } from "../../../functions/cli/program/program.ts";
import type { MonthlyBill } from "../../../functions/cost/monthly-bill.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const SITE = ["--articles", "10000", "--uploads-per-day", "200", "--searches-per-day", "5000"];

async function cost(...args: string[]) {
  const terminal = createRecordingTerminal();
  const exitCode = await runCommand(["cost", ...args], terminal);
  return { exitCode, printed: terminal.printed, noted: terminal.noted.join("\n") };
}

describe("poisk cost", () => {
  it("prints a line for each thing that is billed, and a sum that is that of the lines", async () => {
    const { exitCode, printed, noted } = await cost(...SITE);
    expect(exitCode).toBe(0);
    const dollars = (line: string): number => Number(/[\d.]+$/.exec(line)?.[0]);
    const at = printed.findIndex((line) => line.startsWith("A month, US dollars"));
    const billed = printed.slice(0, at).filter((line) => line.startsWith("  "));
    const sum = billed.reduce((total, line) => total + dollars(line), 0);
    // Each line is rounded to a cent.
    expect(Math.abs(sum - dollars(printed[at] ?? ""))).toBeLessThan(0.12);
    expect(printed[at + 1]).toMatch(/^Instead of searches: of a published index +[\d.]+$/);
    expect(noted).toContain("2026-11-25");
    expect(noted).not.toContain("estimate");
  });

  it("says where its figures are an estimate", async () => {
    expect((await cost(...SITE, "--articles", "1000000")).noted).toContain("not measured");
  });

  it("gives programs the same, with what it was computed from", async () => {
    const { printed } = await cost(...SITE, "--json", "--letters", "0", "--edge-share", "30", "--no-alarms");
    const bill = JSON.parse(printed.join("\n")) as MonthlyBill & { readonly usage: Record<string, unknown> };
    expect(bill.usage).toMatchObject({ articles: 10_000, lettersTyped: 0, edgeShare: 0.3, hasAlarms: false });
    expect(bill.lines.length).toBeGreaterThan(10);
    expect(bill.cost).toBeGreaterThan(0);
    expect(bill.currency).toBe("USD");
  });

  it("counts in roubles at Yandex Cloud, and names the page of each price, and what it has none for", async () => {
    const { exitCode, printed, noted } = await cost(...SITE, "--cloud", "yandex");
    expect(exitCode).toBe(0);
    expect(printed.at(-1)).toMatch(/^A month, roubles with VAT +[\d.]+$/);
    expect(noted).toContain("https://yandex.cloud/ru/docs/api-gateway/pricing (2026-09-14)");
    expect(noted).toContain("Message Queue");
    expect(printed.join("\n")).not.toMatch(/CloudFront|Lambda|S3/);
  });

  it.each([
    [["--cloud", "gcp"], "--cloud"],
    [["--cloud", "yandex", "--express"], "--express"],
    [["--cloud", "yandex", "--edge-share", "50"], "--edge-share"],
    [["--articles", "many"], "--articles"],
    [["--edge-share", "101"], "--edge-share"],
    [["--at-once", "0"], "--at-once"],
  ])("does not understand %j", async (args, named) => {
    const { exitCode, noted } = await cost(...SITE, ...args);
    expect(exitCode).toBe(2);
    expect(noted).toContain(named);
  });

  it("asks for the three figures that it cannot know", async () => {
    expect((await cost("--articles", "10")).exitCode).toBe(2);
  });
});
