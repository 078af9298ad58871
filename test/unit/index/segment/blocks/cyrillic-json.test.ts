import fc from "fast-check";
import { expect, it } from "vitest";
import { anyString } from "../../../../support/arbitraries.ts";
import { codeOf } from "../../../../support/error-of.ts";
import { decodeCyrillicJson, encodeCyrillicJson } from "../../../../support/inside/index-blocks.ts";

it("Russian text takes a byte a letter, what Russian lacks six", () => {
  expect(encodeCyrillicJson('"Ёлка — «мир» № 5"')).toHaveLength(18);
  expect(Buffer.from(encodeCyrillicJson('"ғы"')).toString("latin1")).toBe('"\\u0493\xfb"');
  expect(Buffer.from(encodeCyrillicJson('"я"')).toString("hex")).toBe("22ff22");
});

it("any JSON value comes back the same", () => {
  const value = fc.oneof(fc.jsonValue(), anyString, fc.string({ unit: "binary", maxLength: 40 }));
  fc.assert(
    fc.property(value, (item) => {
      const json = JSON.stringify(item);
      expect(JSON.stringify(decodeCyrillicJson(encodeCyrillicJson(json)))).toBe(json);
    }),
  );
  const everyUnit = String.fromCharCode(...Array.from({ length: 0x10000 }, (_, unit) => unit));
  expect(decodeCyrillicJson(encodeCyrillicJson(JSON.stringify(everyUnit)))).toBe(everyUnit);
});

it("bytes that are no JSON are corrupt", async () => {
  expect(await codeOf(() => decodeCyrillicJson(Buffer.from('{"а":')))).toBe("corrupt-segment");
});
