import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site, type Uploads } from "./search-site.ts";

const page = await readFile(new URL("../../../docs/http-api.md", import.meta.url), "utf8");

/** A command of the page and the answer that stands behind it. */
interface Example {
  readonly path: string;
  readonly answer: unknown;
}

const HOST = "http://127.0.0.1:8080";
const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));

const examples: Example[] = blocks.flatMap(({ language, text }, i) => {
  const next = blocks[i + 1];
  return language === "sh" && next?.language === "json" ? [{ path: pathOf(text), answer: JSON.parse(next.text) }] : [];
});

/** What curl asks for: the address, and parameters by -d and --data-urlencode. */
function pathOf(command: string): string {
  const words = [...command.replaceAll("\\\n", " ").matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  const url = new URL(words.find((word) => word.startsWith(HOST)) ?? "");
  for (const [i, word] of words.entries()) {
    if (word !== "-d" && word !== "--data-urlencode") continue;
    const [name = "", value = ""] = (words[i + 1] ?? "").split("=", 2);
    url.searchParams.append(name, value);
  }
  return url.href.slice(HOST.length);
}

/** What the examples are about. */
const archive: Uploads = {
  "articles/severny-vestnik.example/2021/03/12/port.json": {
    title: "Порт Архангельска принял первый балкер",
    lead: "Навигация в устье Двины открылась на неделю раньше обычного.",
    text: "Балкер ошвартовался утром у нового причала.\n\nДо конца весны порт ждёт ещё девять судов.",
    url: "https://severny-vestnik.example/2021/03/12/port",
    date: "2021-03-12T09:40:00+03:00",
    source: "Северный вестник",
    author: "Анна Речкина",
    place: "Архангельск",
    image: "https://img.severny-vestnik.example/port.jpg",
  },
  "articles/tula.json": {
    id: "42",
    title: "В Туле открыли каток",
    text: "Каток залили на главной площади города.",
    date: "2019",
    place: "Тула",
  },
  "articles/oryol.json": {
    id: "43",
    title: "Каток в Орле закрыли до зимы",
    text: "Каток на площади растаял за два дня.",
    date: "2019-03-20",
    place: "Орёл",
  },
  "articles/ferries.json": Array.from({ length: 15 }, (_, i) => ({
    title: `Паром номер ${i + 1} вышел на линию`,
    text: `Рейс номер ${i + 1} открыл сезон на переправе, сообщил капитан.`,
    date: `2021-03-${String(i + 10)}`,
    source: i < 12 ? "Волна" : "Берег",
  })),
};

/** Figures of another index, another moment. */
const VOLATILE = new Set(
  "score idf weight averageLength recency sequence tookMs cost instance documents segments indexBytes updatedAt".split(
    " ",
  ),
);

function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, VOLATILE.has(key) ? expect.anything() : expected(inner)]),
  );
}

describe("the page of the API", () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(archive);
  });

  test("shows no answer without the question, and every kind of answer", () => {
    expect(examples.length).toBe(blocks.filter(({ language }) => language === "json").length);
    expect(examples.length).toBeGreaterThanOrEqual(6);
  });

  test.each(examples)("has the true answer of $path", async ({ path, answer }) => {
    const response = await site.get(path);
    expect(await response.json()).toMatchObject(expected(answer) as object);
  });

  test("names every path and every parameter that the description has", async () => {
    const { paths } = (await (await site.get("/openapi.json")).json()) as {
      paths: Record<string, { get: { parameters?: { name: string }[] } }>;
    };
    const described = Object.entries(paths).flatMap(([path, { get }]) => [
      `GET ${path}`,
      ...(get.parameters ?? []).filter(({ name }) => name !== "id").map(({ name }) => name),
    ]);
    expect(described.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
