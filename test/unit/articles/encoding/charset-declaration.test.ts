import { describe, expect, test } from "vitest";
import { charsetInMarkup, resolveCharset } from "../../../support/inside/articles-encoding.ts";
import { expectGrowthBelow } from "../../../support/processor-time.ts";

const declared = (markup: string) => charsetInMarkup(Buffer.from(markup, "latin1"));

describe("charsetInMarkup", () => {
  test.each([
    ['<!DOCTYPE html><html><head><meta charset="windows-1251">', "windows-1251"],
    ["<META CHARSET=KOI8-R>", "koi8-r"],
    ["<meta charset='cp866' />", "ibm866"],
    ["<meta\n  data-x=1\n  charset = utf-8>", "utf-8"],
    ['<meta/charset="utf-8"/>', "utf-8"],
    ['<meta http-equiv="Content-Type" content="text/html; charset=Windows-1251">', "windows-1251"],
    ["<meta content='text/html;charset=iso-8859-5' http-equiv=content-type>", "iso-8859-5"],
    ['<meta name="viewport" content="width=device-width"><meta charset="utf8">', "utf-8"],
    ['<?xml version="1.0" encoding="windows-1251"?><rss/>', "windows-1251"],
    ["\xef\xbb\xbf\n<?xml version='1.0' encoding='UTF-8' standalone='yes'?>", "utf-8"],
    ['<meta charset="win-1251">', "windows-1251"],
    ['<meta charset="x-mac-cyrillic">', "x-mac-cyrillic"],
    ['<meta charset="nonsense"><meta charset="koi8-u">', "koi8-u"],
    ['<meta charset="utf-16le">', "utf-8"],
  ])("%s declares %s", (markup, charset) => {
    expect(declared(markup)).toBe(charset);
  });

  test.each([
    ["a comment", '<!-- <meta charset="koi8-r"> --><p>text</p>'],
    ["another tag's attribute", `<a title='<meta charset="koi8-r">'>x</a>`],
    ["a meta without the pragma", '<meta name="x" content="text/html; charset=koi8-r">'],
    ["running text", "charset=koi8-r"],
    ["a tag that only begins with meta", "<metadata charset=koi8-r>"],
    ["a name that nobody knows", '<meta charset="martian-8">'],
    ["an attribute that the end cuts", '<meta charset="koi8-r'],
    ["bytes beyond the first 4,096", `${" ".repeat(4_096)}<meta charset="koi8-r">`],
    ["an empty file", ""],
    ["an XML declaration that does not stand first", `<p>a</p><?xml version="1.0" encoding="koi8-r"?>`],
  ])("%s declares nothing", (_, markup) => {
    expect(declared(markup)).toBeNull();
  });

  test("an empty comment hides nothing that follows it", () => {
    expect(declared('<!--><meta charset="koi8-r">')).toBe("koi8-r");
  });

  test("of two declarations the first counts", () => {
    expect(declared('<meta charset="koi8-r"><meta charset="utf-8">')).toBe("koi8-r");
    expect(declared('<meta charset="koi8-r" charset="utf-8">')).toBe("koi8-r");
  });

  test("a declaration after two kilobytes of scripts is found", () => {
    const script = `<script>${"if (a < b && b > c) { x('<p>'); }".repeat(60)}</script>`;
    expect(declared(`<html><head>${script}<meta charset="windows-1251">`)).toBe("windows-1251");
  });

  test.each(["<", "<a ", '<meta x="', "<meta =", "<!-", "<!--", "a='", "<meta charset=", "< / ="])(
    "of a head of nothing but «%s» is looked for in time that is proportional to it",
    async (unit) => {
      const looking = (times: number) => () => charsetInMarkup(Buffer.from(unit.repeat(times)));
      await expectGrowthBelow(60, looking(2_000), looking(20_000));
    },
  );
});

describe("resolveCharset", () => {
  test("names are those of the Encoding Standard, whatever the case", () => {
    expect(resolveCharset(" CP1251 ")).toBe("windows-1251");
    expect(resolveCharset("ISO-8859-1")).toBe("windows-1252");
    expect(resolveCharset("Win-1251")).toBe("windows-1251");
    expect(resolveCharset("__proto__")).toBeNull();
    expect(resolveCharset("")).toBeNull();
  });
});
