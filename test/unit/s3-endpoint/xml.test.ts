import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readXml } from "../../../infra/local/s3/xml-reader.ts";
import { escapeXmlText, xmlDocument, xmlElement, xmlErrorDocument } from "../../../infra/local/s3/xml-writer.ts";

function readKeys(document: string): (string | null)[] {
  return readXml(document, "Delete")
    .all("Object")
    .map((object) => object.textOf("Key"));
}

describe("reading XML", () => {
  it("gives back every text that was written, white space and markup included", () => {
    const property = fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }), (keys) => {
      const objects = keys.map((key) => xmlElement("Object", [xmlElement("Key", key)]));
      expect(readKeys(xmlDocument("Delete", objects))).toEqual(keys);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it("decodes references once", () => {
    expect(readKeys("<Delete><Object><Key>&amp;lt;&#x41;&#1072;&apos;</Key></Object></Delete>")).toEqual(["&lt;Aа'"]);
  });

  it("takes CDATA as it stands", () => {
    expect(readKeys("<Delete><Object><Key><![CDATA[a&amp;<b>]]></Key></Object></Delete>")).toEqual(["a&amp;<b>"]);
  });

  it("passes over namespaces and prefixes", () => {
    const document =
      '<s:Delete xmlns:s="http://s3.amazonaws.com/doc/2006-03-01/"><s:Object><s:Key>a</s:Key></s:Object></s:Delete>';
    expect(readKeys(document)).toEqual(["a"]);
  });

  it("treats the names of object properties as names", () => {
    const root = readXml("<Delete><Object><Key>__proto__</Key></Object></Delete>", "Delete");
    expect(root.textOf("constructor")).toBeNull();
    expect(root.all("hasOwnProperty")).toEqual([]);
    expect(root.all("Object")[0]?.textOf("Key")).toBe("__proto__");
  });

  it.each([
    ["nothing", ""],
    ["plain text", "Delete"],
    ["another root", "<Remove/>"],
    ["two roots", "<Delete/><Delete/>"],
    ["an open element", "<Delete><Object>"],
    ["crossed elements", "<Delete><Object></Delete></Object>"],
    ["a document type", '<!DOCTYPE Delete [<!ENTITY a "b">]><Delete>&a;</Delete>'],
    ["a hundred levels", "<Delete>".repeat(100) + "</Delete>".repeat(100)],
    ["a reserved name", "<__proto__><Delete/></__proto__>"],
  ])("refuses %s", (_what, document) => {
    expect(() => readXml(document, "Delete")).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });

  it.each(["&unknown;", "&", "&#0x1;", "&#xD800;", "&#x110000;", "&constructor;", "a &amp b"])(
    "refuses the reference %s",
    (text) => {
      const document = `<Delete><Object><Key>${text}</Key></Object></Delete>`;
      expect(() => readKeys(document)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
    },
  );

  it("refuses an element twice where one is meant", () => {
    const document = "<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>";
    expect(() => readKeys(document)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });
});

describe("writing XML", () => {
  it("lets no text out of its element", () => {
    expect(escapeXmlText(`</Key><Evil a="1" b='2'>&\r\n\u0001`)).toBe(
      "&lt;/Key&gt;&lt;Evil a=&quot;1&quot; b=&apos;2&apos;&gt;&amp;&#xd;&#xa;&#x1;",
    );
  });

  it("declares S3's namespace on answers and none on errors", () => {
    expect(xmlDocument("R", [xmlElement("N", 1)])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><N>1</N></R>',
    );
    expect(xmlErrorDocument({ Code: "NoSuchKey" })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>',
    );
  });
});
