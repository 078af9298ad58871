import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { childrenOf, readXml, textOf, xmlDocument, xmlElement, xmlElements } from "../../../infra/local/s3/xml.ts";

function readKeys(document: string): (string | null)[] {
  return childrenOf(readXml(Buffer.from(document), "Delete"), "Object").map((object) => textOf(object, "Key"));
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

  it("passes over namespaces and prefixes", () => {
    const document =
      '<s:Delete xmlns:s="http://s3.amazonaws.com/doc/2006-03-01/"><s:Object><s:Key>a</s:Key></s:Object></s:Delete>';
    expect(readKeys(document)).toEqual(["a"]);
  });

  it("treats the names of object properties as names", () => {
    const document = "<Delete><Object><Key>__proto__</Key></Object></Delete>";
    const root = readXml(Buffer.from(document), "Delete");
    expect(textOf(root, "constructor")).toBeNull();
    expect(childrenOf(root, "hasOwnProperty")).toEqual([]);
    expect(readKeys(document)).toEqual(["__proto__"]);
  });

  it.each([
    ["nothing", ""],
    ["plain text", "Delete"],
    ["another root", "<Remove/>"],
    ["two roots", "<Delete/><Delete/>"],
    ["an open element", "<Delete><Object>"],
    ["crossed elements", "<Delete><Object></Delete></Object>"],
    ["a document type", '<!DOCTYPE Delete [<!ENTITY a "b">]><Delete>&a;</Delete>'],
    ["CDATA", "<Delete><Object><Key><![CDATA[a]]></Key></Object></Delete>"],
    ["a reserved name", "<__proto__><Delete/></__proto__>"],
    ["an ampersand alone", "<Delete><Object><Key>a & b</Key></Object></Delete>"],
    ["an entity that XML does not name", "<Delete><Object><Key>a&nbsp;b</Key></Object></Delete>"],
    ["a name with more letters than it has", "<Delete><Object><Key>&amps;</Key></Object></Delete>"],
    ["a code point beyond Unicode", "<Delete><Object><Key>&#x110000;</Key></Object></Delete>"],
    ["a reference without digits", "<Delete><Object><Key>&#;</Key></Object></Delete>"],
    ["a hexadecimal digit in a decimal reference", "<Delete><Object><Key>&#6f;</Key></Object></Delete>"],
  ])("refuses %s", (_what, document) => {
    expect(() => readKeys(document)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });
});

describe("writing XML", () => {
  it("lets no text out of its element", () => {
    expect(xmlElement("Key", `</Key><Evil a="1" b='2'>&\r\n\u0001`).xml).toBe(
      "<Key>&#x3c;/Key&#x3e;&#x3c;Evil a=&#x22;1&#x22; b=&#x27;2&#x27;&#x3e;&#x26;&#xd;&#xa;&#x1;</Key>",
    );
  });

  it("declares S3's namespace on answers and none on errors", () => {
    expect(xmlDocument("R", [xmlElement("N", 1)])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><N>1</N></R>',
    );
    expect(xmlDocument("Error", xmlElements({ Code: "NoSuchKey" }))).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>',
    );
  });
});
