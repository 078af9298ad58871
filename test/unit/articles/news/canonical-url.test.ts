import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalUrl, urlDigest } from "../../../../src/articles/news.ts";

describe("addresses of one page", () => {
  it.each([
    ["the scheme", "http://vesti.example/a/1", "https://vesti.example/a/1"],
    ["www.", "https://www.vesti.example/a/1", "https://vesti.example/a/1"],
    ["the phone's host", "https://m.vesti.example/a/1", "https://vesti.example/a/1"],
    ["mobile. and amp.", "https://mobile.vesti.example/a/1", "https://amp.vesti.example/a/1"],
    ["www. before m.", "https://www.m.vesti.example/a", "https://vesti.example/a"],
    ["the host's case", "https://Vesti.Example/a", "https://vesti.example/a"],
    ["a dot after the host", "https://vesti.example./a", "https://vesti.example/a"],
    ["the default port", "https://vesti.example:443/a", "http://vesti.example:80/a"],
    ["the default port of the other scheme", "http://vesti.example:443/a", "https://vesti.example/a"],
    ["a trailing slash", "https://vesti.example/a/1/", "https://vesti.example/a/1"],
    ["a slash after the host", "https://vesti.example/", "https://vesti.example"],
    ["a slash before the parameters", "https://vesti.example/a/?id=1", "https://vesti.example/a?id=1"],
    ["the fragment", "https://vesti.example/a#comments", "https://vesti.example/a"],
    ["utm_*", "https://vesti.example/a?utm_source=tg&utm_medium=x&id=1", "https://vesti.example/a?id=1"],
    ["UTM_* in capitals", "https://vesti.example/a?UTM_Source=tg", "https://vesti.example/a"],
    [
      "marks of clicks",
      "https://vesti.example/a?fbclid=1&yclid=2&ysclid=3&gclid=4&_openstat=5",
      "https://vesti.example/a",
    ],
    ["from=", "https://vesti.example/a?from=main_2", "https://vesti.example/a"],
    ["empty parameters", "https://vesti.example/a?&&", "https://vesti.example/a"],
    ["the order of parameters", "https://vesti.example/a?b=2&a=1", "https://vesti.example/a?a=1&b=2"],
    ["the case of escapes", "https://vesti.example/%d0%bc%d0%b8%d1%80", "https://vesti.example/%D0%BC%D0%B8%D1%80"],
    ["Cyrillic as it is", "https://vesti.example/мир", "https://vesti.example/%D0%BC%D0%B8%D1%80"],
    ["needless escapes", "https://vesti.example/%7Ea%2D1", "https://vesti.example/~a-1"],
    ["a Cyrillic host", "https://вести.рф/новость", "https://xn--b1agj9af.xn--p1ai/новость"],
    ["white space around", "  https://vesti.example/a\n", "https://vesti.example/a"],
  ])("may differ in %s", (_, one, other) => {
    expect(canonicalUrl(one)).not.toBeNull();
    expect(canonicalUrl(one)).toBe(canonicalUrl(other));
    expect(urlDigest(one)).toBe(urlDigest(other));
  });
});

describe("addresses of two pages", () => {
  it.each([
    ["the path", "https://vesti.example/a/1", "https://vesti.example/a/2"],
    ["the path's case", "https://vesti.example/a/Xy", "https://vesti.example/a/xY"],
    ["a parameter", "https://vesti.example/a?id=1", "https://vesti.example/a?id=2"],
    ["an escaped slash", "https://vesti.example/a%2Fb", "https://vesti.example/a/b"],
    ["another subdomain", "https://sport.vesti.example/a", "https://vesti.example/a"],
    ["a host that only begins so", "https://mir.example/a", "https://ir.example/a"],
    ["a port that is not the default", "https://vesti.example:8443/a", "https://vesti.example/a"],
    ["a page behind #!", "https://vesti.example/#!/a/1", "https://vesti.example/#!/a/2"],
    ["a page behind #/", "https://vesti.example/#/a/1", "https://vesti.example/"],
    ["sites that are called www, m", "https://www.example/a", "https://m.example/a"],
  ])("differ in %s", (_, one, other) => {
    expect(canonicalUrl(one)).not.toBe(canonicalUrl(other));
    expect(urlDigest(one)).not.toBe(urlDigest(other));
  });
});

it.each([
  null,
  "",
  "  ",
  "нет",
  "/a/1",
  "ftp://vesti.example/a",
  "mailto:a@vesti.example",
  "https://u:p@vesti.example/",
  "https://",
])("%j is no web address and stands for no page", (address) => {
  expect([canonicalUrl(address), urlDigest(address)]).toEqual([null, ""]);
});

it("has the page's address without what does not count, and its digest in 16 hex digits", () => {
  expect(canonicalUrl("https://www.vesti.example/20161009/1478.html?utm_source=tg#top")).toBe(
    "vesti.example/20161009/1478.html",
  );
  expect(urlDigest("https://www.vesti.example/20161009/1478.html")).toMatch(/^[\da-f]{16}$/);
});

it("what it has made once stays so", () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ["http", "https"] }),
      (url) => {
        const once = canonicalUrl(url) ?? "";
        expect(canonicalUrl(`https://${once}`)).toBe(once);
      },
    ),
  );
});

it("takes an address of a megabyte in its stride", () => {
  for (const hard of ["/".repeat(1e6), `?${"&".repeat(1e6)}`, "%41".repeat(3e5), `?${"utm_".repeat(2e5)}`]) {
    expect(canonicalUrl(`https://vesti.example/a${hard}`)).toMatch(/^vesti\.example\/a/);
  }
  expect(canonicalUrl(`https://${"www.".repeat(60)}vesti.example/a`)).toBe("vesti.example/a");
});
