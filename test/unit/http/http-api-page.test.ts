/**
 * docs/http-api.md against the description that the app makes of itself. Its examples are run by
 * test/documentation/documented-examples.test.ts.
 */
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { openSite } from "./search-site.ts";

it("names every path and every parameter that the description has", async () => {
  const page = await readFile(new URL("../../../docs/http-api.md", import.meta.url), "utf8");
  const site = await openSite({});
  const { paths } = (await (await site.get("/openapi.json")).json()) as {
    paths: Record<string, { get: { parameters?: { name: string; in: string }[] } }>;
  };
  const described = Object.entries(paths).flatMap(([path, { get }]) => [
    `GET ${path}`,
    ...(get.parameters ?? []).filter((parameter) => parameter.in === "query").map(({ name }) => name),
  ]);
  expect(described.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
