import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as poisk from "../../src/index.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

const page = [
  "Лавров встретил гостей на набережной",
  "МОСКВА, 9 окт — РИА Новости. Министр Сергей Лавров встретил гостей на набережной и показал им музей.",
  "Встреча длилась три часа, рассказали в пресс-службе, и прошла тепло. Гости подарили музею карту.",
].join("\n\n");

it("the README's example of the library works as it is written, by what src/index.ts exports", async () => {
  const [, example = ""] = /## As a library\n+```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const body = example.replace(/^import (\{[^}]*\}) from "poisk";$/m, "const $1 = poisk;");
  expect(body).not.toContain("import");
  const AsyncFunction = (async () => {}).constructor as new (...code: string[]) => (...values: unknown[]) => unknown;
  const run = new AsyncFunction("poisk", "bytes", `${body}\nreturn hits;`);
  expect(await run(poisk, Buffer.from(page))).toMatchObject([{ agency: "РИА Новости", place: "Москва" }]);
});
