import { describe, expect, it } from "vitest";
import { FieldAccessProbe } from "../../../../support/inside/index-documents.ts";

const covered = () => {
  const probe = new FieldAccessProbe();
  const show = probe.cover((name) => name === "title");
  return { probe, shown: show({ tag: "x" }) as Record<string, unknown> };
};

describe("an object with a property that is not known", () => {
  it("shows what is known, and what no object has", () => {
    const { probe, shown } = covered();
    expect([shown.tag, shown.other, "tag" in shown, "other" in shown, Object.hasOwn(shown, "tag")]).toEqual([
      "x",
      undefined,
      true,
      false,
      true,
    ]);
    expect(String(shown)).toBe("[object Object]");
    expect(probe.isTriggered).toBe(false);
  });

  it.each<[string, (shown: Record<string, unknown>) => unknown]>([
    ["its value", (shown) => shown.title],
    ["whether it is there", (shown) => "title" in shown],
    ["whether it is its own", (shown) => Object.hasOwn(shown, "title")],
    ["all names", (shown) => Object.keys(shown)],
    ["a copy", (shown) => ({ ...shown })],
    ["its JSON", (shown) => JSON.stringify(shown)],
  ])("does not let itself be asked for %s, and remembers that it was", (_, ask) => {
    const { probe, shown } = covered();
    expect(() => ask(shown)).toThrow("no column");
    expect(probe.isTriggered).toBe(true);
    expect(probe.asked.size).toBe(1);
  });
});
