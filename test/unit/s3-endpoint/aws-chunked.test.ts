import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeAwsChunked } from "../../../infra/local/s3/upload-body.ts";

function decode(text: string | Uint8Array): [string, Map<string, string>] {
  const trailers = new Map<string, string>();
  const bytes = typeof text === "string" ? Buffer.from(text, "latin1") : Buffer.from(text);
  return [decodeAwsChunked(bytes, trailers).toString("latin1"), trailers];
}

function encode(chunks: readonly Uint8Array[], signature: string, trailer: string): Buffer {
  const parts: Uint8Array[] = [];
  for (const chunk of [...chunks.filter((chunk) => chunk.length > 0), new Uint8Array(0)]) {
    parts.push(Buffer.from(`${chunk.length.toString(16)}${signature}\r\n`), chunk);
    parts.push(Buffer.from(chunk.length > 0 ? "\r\n" : `${trailer}\r\n`));
  }
  return Buffer.concat(parts);
}

const SIGNATURE = `;chunk-signature=${"a1".repeat(32)}`;

describe("decodeAwsChunked", () => {
  it("gives back the bytes of signed and unsigned chunks", () => {
    const property = fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }),
      fc.constantFrom("", SIGNATURE),
      (chunks, signature) => {
        const [text] = decode(encode(chunks, signature, ""));
        expect(Buffer.from(text, "latin1").equals(Buffer.concat(chunks))).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it("reads trailing headers, their names in lower case", () => {
    const [text, trailers] = decode(
      "5\r\nhello\r\n0\r\nX-Amz-Checksum-CRC32: NhCmhg==\r\nx-amz-trailer-signature:ab12\r\n\r\n",
    );
    expect(text).toBe("hello");
    expect([...trailers]).toEqual([
      ["x-amz-checksum-crc32", "NhCmhg=="],
      ["x-amz-trailer-signature", "ab12"],
    ]);
  });

  it("takes a body of no bytes", () => {
    expect(decode("0\r\n\r\n")).toEqual(["", new Map()]);
  });

  it.each([
    ["nothing at all", "", "IncompleteBody"],
    ["a cut chunk", "5\r\nhel", "IncompleteBody"],
    ["a missing last chunk", "5\r\nhello\r\n", "IncompleteBody"],
    ["a missing end of trailers", "5\r\nhello\r\n0\r\n", "IncompleteBody"],
    ["bytes after the end", "0\r\n\r\nmore", "IncompleteBody"],
    ["a size that is no number", "xyz\r\nhello\r\n0\r\n\r\n", "InvalidRequest"],
    ["a negative size", "-5\r\nhello\r\n0\r\n\r\n", "InvalidRequest"],
    ["a size beyond all sense", `${"f".repeat(40)}\r\n`, "InvalidRequest"],
    ["a chunk longer than its size", "3\r\nhello\r\n0\r\n\r\n", "InvalidRequest"],
    ["a line without CR", "5\nhello\r\n0\r\n\r\n", "InvalidRequest"],
    ["a line without end", "a".repeat(5000), "IncompleteBody"],
    ["a trailer without a colon", "0\r\nchecksum\r\n\r\n", "MalformedTrailerError"],
  ])("refuses %s", (_what, text, code) => {
    expect(() => decode(text)).toThrow(expect.objectContaining({ code }));
  });
});
