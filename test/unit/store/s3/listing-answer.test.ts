import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { takeContents } from "../../../support/inside/store-s3.ts";

const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&#34;");

const FIELDS = "<ETag>&quot;e&quot;</ETag><Size>7</Size><LastModified>2016-10-09T09:30:00.999Z</LastModified>";
const element = (key: string, fields = FIELDS): string =>
  `<Contents>\n  <Key>${key}</Key>${fields}<Owner><ID>o</ID></Owner></Contents>`;
const listing = (...contents: string[]): string =>
  `<?xml version="1.0"?><ListBucketResult><IsTruncated>true</IsTruncated>${contents.join("\n")}<NextContinuationToken>t</NextContinuationToken></ListBucketResult>`;

describe("the objects of a listing", () => {
  it("are taken out of it as they stand there, whatever their keys, and the rest is left", () => {
    const key = fc.string({ unit: "binary", minLength: 1 }).filter((text) => !/[\r\0]/.test(text));
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), (keys) => {
        const taken = takeContents(listing(...keys.map((one) => element(escapeText(one)))));
        expect(taken?.contents.map(({ Key }) => Key)).toEqual(keys);
        expect(taken?.rest.replaceAll("\n", "")).toBe(listing());
      }),
    );
  });

  it("have an ETag, a size and a time, in any order, and whatever else a store tells", () => {
    const fields = `<StorageClass>STANDARD</StorageClass><Size>7</Size><LastModified>2016-10-09T09:30:00Z</LastModified><ETag>"&#x65;&#49;"</ETag>`;
    const [content] = takeContents(listing(element("a%2Bb", fields)))?.contents ?? [];
    expect(content).toMatchObject({ Key: "a%2Bb", ETag: '"e1"', Size: 7 });
    expect(content?.LastModified.getTime()).toBe(Date.UTC(2016, 9, 9, 9, 30));
  });

  it.each([
    ["there are none", listing()],
    ["one is cut", listing(element("a"), "<Contents><Key>b</Key>")],
    ["a key is missing, or empty", listing(`<Contents>${FIELDS}</Contents>`), listing(element(""))],
    ["a key is told twice", listing(element("a", `<Key>b</Key>${FIELDS}`))],
    ["a key has elements of its own", listing(element("a<b/>c"))],
    ["a key has a reference that XML does not know", listing(element("a&nbsp;b")), listing(element("a&b"))],
    ["a size is no number", listing(element("a", FIELDS.replace("7", "-7")))],
    ["a time is none", listing(element("a", FIELDS.replace("2016-10-09", "2016-13-09")))],
    ["a text is more than text", listing(element("<![CDATA[a]]>")), listing(element("a"), "<!-- <Contents> -->")],
    ["elements have attributes or another namespace", listing('<Contents x="1"></Contents>'), listing("<s:Contents/>")],
  ])("are left to others where %s", (_, ...documents) => {
    for (const document of documents) expect(takeContents(document)).toBeNull();
  });
});
