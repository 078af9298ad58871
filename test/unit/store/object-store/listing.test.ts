import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareUtf8, listCursorAfter } from "../../../../src/store/store.ts";
import { firstAfter, firstAtOrAfter, parseListOptions } from "../../../support/inside/store-object-store.ts";

const text = fc.string({ unit: "binary" });

describe("compareUtf8", () => {
  it("orders as the bytes of UTF-8 do", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });

  it("puts characters beyond U+FFFF after all others, unlike JavaScript", () => {
    expect("\u{1f600}" < "\uffee").toBe(true);
    expect(compareUtf8("\u{1f600}", "\uffee")).toBeGreaterThan(0);
  });
});

describe("places in a sorted list", () => {
  it("are those of the first key at or after, and after, any text", () => {
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 30 }), text, (keys, bound) => {
        const sorted = [...keys].sort(compareUtf8);
        const expectIndex = (isThere: (key: string) => boolean): number => {
          const index = sorted.findIndex(isThere);
          return index === -1 ? sorted.length : index;
        };
        expect(firstAtOrAfter(sorted, bound)).toBe(expectIndex((key) => compareUtf8(key, bound) >= 0));
        expect(firstAfter(sorted, bound)).toBe(expectIndex((key) => compareUtf8(key, bound) > 0));
      }),
    );
  });
});

describe("a cursor", () => {
  it("carries any text", () => {
    fc.assert(
      fc.property(text, (after) => {
        expect(parseListOptions({ prefix: "p", cursor: listCursorAfter(after) })).toMatchObject({ prefix: "p", after });
      }),
    );
  });

  it("is refused where it is none", () => {
    for (const cursor of ["not base64!", "=", "a"]) {
      expect(() => parseListOptions({ prefix: "", cursor })).toThrow(/no cursor/);
    }
  });
});
