import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countText, printable, systemTerminal } from "../../../functions/cli/terminal/terminal.ts";

describe("the terminal's width", () => {
  let before: PropertyDescriptor | undefined;
  beforeEach(() => {
    before = Object.getOwnPropertyDescriptor(process.stdout, "columns");
  });
  afterEach(() => {
    Reflect.deleteProperty(process.stdout, "columns");
    if (before !== undefined) Object.defineProperty(process.stdout, "columns", before);
  });

  it.each([
    [undefined, 80],
    [0, 80],
    [5, 20],
    [100, 100],
    [400, 110],
  ])("is for %s columns %d", (columns, width) => {
    Object.defineProperty(process.stdout, "columns", { value: columns, configurable: true });
    expect(systemTerminal().columns).toBe(width);
  });
});

describe("text from outside", () => {
  it("loses what would move the cursor, paint, or turn the line around", () => {
    expect(printable("a\u001b[31mb\u0007\u202ec\u2066d\u009be")).toBe("a\ufffd[31mb\ufffd\ufffdc\ufffdd\ufffde");
  });

  it("stays on its line", () => {
    expect(printable("a\r\nb\u2028c\td\u0085e")).toMatch(/^a {2}b c d.e$/);
    expect(printable("a\r\nb\u2028c\td\u0085e")).not.toMatch(/[\r\n\u2028\u0085]/);
  });

  it("keeps everything else", () => {
    expect(printable("«Ёлка» — 😀 ~!")).toBe("«Ёлка» — 😀 ~!");
  });
});

it("a count of one is in the singular", () => {
  expect([0, 1, 2].map((count) => countText(count, "file"))).toEqual(["0 files", "1 file", "2 files"]);
});
