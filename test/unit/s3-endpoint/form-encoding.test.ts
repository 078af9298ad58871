import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFormStyle } from "../../../infra/local/s3/notifications.ts";
import { decodePath } from "../../../infra/local/s3/s3-request.ts";

describe("encodeFormStyle", () => {
  it.each([
    ["articles/2016/page.txt", "articles/2016/page.txt"],
    ["red flower.jpg", "red+flower.jpg"],
    ["a+b=100%.txt", "a%2Bb%3D100%25.txt"],
    ["Привет.txt", "%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82.txt"],
    ["test_file(3).png", "test_file%283%29.png"],
    ["~*'!", "%7E*%27%21"],
    ["a//b\n", "a//b%0A"],
    ["😀", "%F0%9F%98%80"],
  ])("writes %s as %s", (key, encoded) => {
    expect(encodeFormStyle(key)).toBe(encoded);
  });

  it("is undone by form decoding for every well-formed text", () => {
    const property = fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(new URLSearchParams(`k=${encodeFormStyle(text)}`).get("k")).toBe(text);
    });
    fc.assert(property);
  });
});

describe("decodePath", () => {
  it("undoes encodeURIComponent for every well-formed text", () => {
    const property = fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(decodePath(encodeURIComponent(text))).toBe(text);
    });
    fc.assert(property);
  });

  it("takes a plus for a plus and leaves dots and double slashes alone", () => {
    expect(decodePath("a+b/../c//d/%2e%2E")).toBe("a+b/../c//d/..");
  });

  it("reads UTF-8 that came without escapes, one character a byte", () => {
    expect(decodePath(Buffer.from("новость дня.txt", "utf8").toString("latin1"))).toBe("новость дня.txt");
  });

  it.each(["%", "%4", "%zz", "%+1", "%-1", "a%2", "%d0", "%ff%fe", "%ed%a0%80", "%c0%af"])("refuses %s", (path) => {
    expect(() => decodePath(path)).toThrow(expect.objectContaining({ code: "InvalidURI" }));
  });
});
