import { expect, it } from "vitest";
import { textSignature } from "../../../../src/articles/news.ts";

it("takes words that objects have of their own, lone surrogates and ten megabytes of anything", () => {
  for (const text of [
    "__proto__ constructor",
    "\ud800а\udfff",
    "а".repeat(5e6),
    "1 ".repeat(5e6),
    "\u0301".repeat(5e6),
  ]) {
    expect(textSignature(text)).toMatch(/^(?:[\da-f]{32})?$/);
  }
});
