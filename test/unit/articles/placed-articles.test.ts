import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";

const article = (id: string, title: string) =>
  JSON.stringify({ id, title, text: `${title}, сообщили в мэрии города.` });

async function placesOf(bytes: Uint8Array, key: string): Promise<string[]> {
  const places: string[] = [];
  await readArticles(bytes, { key }, ({ unit, place, article: { id } }) => places.push(`${unit} ${place}: ${id}`));
  return places;
}

describe("who reads an upload of many articles", () => {
  it("is told the line of each, past blank lines, bad lines, a byte order mark and repeats", async () => {
    const text = `\ufeff${article("а", "Мост")}\r\n\r\nне json\r\n${article("б", "Парк")}\n${article("а", "Мост снова")}`;
    const places = ["line 1: а", "line 4: б", "line 5: а"];
    expect(await placesOf(Buffer.from(text), "articles/a.jsonl")).toEqual(places);
    expect(await placesOf(gzipSync(text), "articles/a.jsonl.gz")).toEqual(places);
    expect(await placesOf(Buffer.from(text, "utf16le"), "articles/a.jsonl")).toEqual(places);
  });

  it("is told the item of each in an array", async () => {
    const text = `[${article("а", "Мост")}, 7, [], ${article("б", "Парк")}]`;
    expect(await placesOf(Buffer.from(text), "articles/a.json")).toEqual(["item 1: а", "item 4: б"]);
  });

  it("is told of no place where the upload is one article", async () => {
    expect(await placesOf(Buffer.from(article("а", "Мост")), "articles/a.json")).toEqual([]);
  });
});

describe("the id that the owner gave in the upload's metadata", () => {
  const idOf = async (key: string, text: string, id: string) =>
    (await readArticles(Buffer.from(text), { key, metadata: { id } })).articles.map((read) => read.id);
  const page = "Мост открыли\n9 октября 2016\nВ городе открыли мост, сообщили в мэрии. По нему пошли первые трамваи.";

  it("is that of its one article, whatever the format", async () => {
    expect(await idOf("articles/a.txt", page, "1478817110")).toEqual(["1478817110"]);
    expect(await idOf("articles/a.json", article("а", "Мост"), "%D0%B1")).toEqual(["б"]);
  });

  it("is passed over where it can be no id, and where the upload holds many", async () => {
    const [derived] = await idOf("articles/a.txt", page, "");
    expect(derived).toMatch(/^[\w-]{22}$/);
    expect(await idOf("articles/a.txt", page, "..")).toEqual([derived]);
    expect(await idOf("articles/a.txt", page, "x".repeat(257))).toEqual([derived]);
    expect(await idOf("articles/a.jsonl", article("а", "Мост"), "1478817110")).toEqual(["а"]);
  });
});
