import { describe, expect, test } from "vitest";
import { cutIntoParts, MAX_PART_ARTICLES, MAX_PART_BYTES } from "../../../support/inside/index-bulk.ts";

async function cut(archive: string | Uint8Array, chunkBytes = 65_536) {
  const bytes = Buffer.from(archive);
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
  }
  const bad: { line: number; reason: string }[] = [];
  const parts: { number: number; firstLine: number; articles: number; bytes: Uint8Array }[] = [];
  for await (const part of cutIntoParts(chunks(), (line) => void bad.push(line))) parts.push(part);
  return { parts, bad };
}

const textOf = (part: { readonly bytes: Uint8Array } | undefined) => Buffer.from(part?.bytes ?? []).toString("utf8");

describe("cutIntoParts", () => {
  test("a small archive is one part, whatever chunks it comes in", async () => {
    const archive = '{"text":"Ёж"}\r\n{"text":"Мост"}';
    for (const chunkBytes of [1, 2, 7, 1_000]) {
      const { parts, bad } = await cut(archive, chunkBytes);
      expect(bad).toEqual([]);
      expect(parts.map(textOf)).toEqual(['{"text":"Ёж"}\n{"text":"Мост"}\n']);
    }
  });

  test.each([
    ["[", "invalid-article", /^The line begins an array\. .* A file with an array is put, not imported\.$/],
    ['[{"text":"Ёж"}]', "invalid-article", /^The line begins an array\./],
    ["id,title", "invalid-article", /^The line is no JSON object\./],
    [Buffer.from('{"text":"\u00cb"}', "latin1"), "broken-json", /^The line is not UTF-8/],
    [Buffer.from('\ufeff{"text":"Ёж"}', "utf16le"), "broken-json", /^The line is not UTF-8/],
  ])("of %j it is said what it is", async (archive, code, reason) => {
    const { parts, bad } = await cut(archive);
    expect(parts).toEqual([]);
    expect(bad[0]).toMatchObject({ code, reason: expect.stringMatching(reason) });
  });

  test("line n of a part is line firstLine + n - 1 of the archive, over blank and bad lines", async () => {
    const { parts, bad } = await cut('\n\nсбой\n{"a":1}\n\n[]\n{"b":2}\n\n\n');
    expect(parts).toMatchObject([{ number: 1, firstLine: 4, articles: 2 }]);
    expect(textOf(parts[0])).toBe('{"a":1}\n\n\n{"b":2}\n');
    expect(bad.map(({ line }) => line)).toEqual([3, 6]);
  });

  test("a part holds so many articles at the most", async () => {
    const lines = Array.from({ length: MAX_PART_ARTICLES * 2 + 1 }, (_, i) => `{"n":${i}}`);
    const { parts } = await cut(lines.join("\n"));
    expect(parts.map(({ number, firstLine, articles }) => [number, firstLine, articles])).toEqual([
      [1, 1, MAX_PART_ARTICLES],
      [2, MAX_PART_ARTICLES + 1, MAX_PART_ARTICLES],
      [3, 2 * MAX_PART_ARTICLES + 1, 1],
    ]);
    expect(parts.map(textOf).join("")).toBe(`${lines.join("\n")}\n`);
  });

  test("a part holds so many bytes at the most, and a longer line is bad", async () => {
    const half = `{"text":"${"a".repeat(MAX_PART_BYTES / 2)}"}`;
    const { parts, bad } = await cut([half, half, `{"text":"${"a".repeat(MAX_PART_BYTES)}"}`, '{"n":1}'].join("\n"));
    expect(parts.map(({ firstLine, articles }) => [firstLine, articles])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(Math.max(...parts.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(MAX_PART_BYTES);
    expect(bad).toMatchObject([{ line: 3, reason: expect.stringContaining("more than") }]);
  });

  test("a line that could make its whole part unreadable stays out", async () => {
    const lines = [Buffer.from('{"n":1}\n'), Buffer.from('{"a\0":1}\n'), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])];
    const { parts, bad } = await cut(Buffer.concat(lines));
    expect(textOf(parts[0])).toBe('{"n":1}\n');
    expect(bad.map(({ line }) => line)).toEqual([2, 3]);
  });

  test("a byte order mark is no part of the first line, and an empty archive has no parts", async () => {
    expect(textOf((await cut('\ufeff{"n":1}')).parts[0])).toBe('{"n":1}\n');
    for (const archive of ["", "\n\n", " \t\r\n"]) expect(await cut(archive)).toEqual({ parts: [], bad: [] });
  });
});
