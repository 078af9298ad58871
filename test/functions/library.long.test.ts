/**
 * The library as another project imports it: the build, by the package's name, with its types.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tsc = join(root, "node_modules/.bin/tsc");
const run = (command: string, args: readonly string[], cwd: string) => promisify(execFile)(command, args, { cwd });

const documentation = readFileSync(join(root, "docs/library.md"), "utf8");
const page = "МОСКВА, 9 окт — РИА Новости. Министр Сергей Лавров встретил гостей на набережной и показал им музей.";

it("what parses HTML is loaded with the first page, and no search or text needs it", async () => {
  const folder = await makeTemporaryFolder();
  try {
    await writeFile(join(folder.path, "package.json"), '{"type": "module"}');
    for (const part of ["index.js", "library"])
      await cp(join(root, "dist", part), join(folder.path, part), { recursive: true });
    // All that it imports, but what parses HTML.
    await mkdir(join(folder.path, "node_modules"));
    for (const name of ["@aws-sdk", "minisearch", "snowball-stemmers", "valibot"])
      await symlink(join(root, "node_modules", name), join(folder.path, "node_modules", name));
    const code = `import { readArticles } from "./index.js";
      const read = (page, key) => readArticles(new TextEncoder().encode(page), { key });
      const { articles } = await read(${JSON.stringify(page)}, "articles/1.txt");
      const failure = await read(${JSON.stringify(`<p>${page}</p>`)}, "articles/1.html").catch(({ message }) => message);
      console.log(JSON.stringify({ place: articles[0].place, failure }));`;
    await writeFile(join(folder.path, "example.mjs"), code);
    const { stdout } = await run(process.execPath, ["example.mjs"], folder.path);
    expect(JSON.parse(stdout)).toEqual({ place: "Москва", failure: expect.stringContaining("'linkedom'") });
  } finally {
    await folder.remove();
  }
});

it("another project imports it as docs/library.md says, and its types agree", async () => {
  await run(tsc, ["-p", "infra/tsconfig.library.json"], root);
  const folder = await makeTemporaryFolder();
  try {
    await mkdir(join(folder.path, "node_modules/@types"), { recursive: true });
    await symlink(root, join(folder.path, "node_modules/poisk"));
    await symlink(join(root, "node_modules/@types/node"), join(folder.path, "node_modules/@types/node"));
    await writeFile(join(folder.path, "package.json"), '{"type": "module"}');
    const [, example = ""] = /^```ts\n([\s\S]*?)```/m.exec(documentation) ?? [];
    expect(example).toContain('from "poisk"');
    const code = `const bytes = new TextEncoder().encode(${JSON.stringify(page)});\n${example}\n`;
    await writeFile(join(folder.path, "example.mjs"), `${code}console.log(JSON.stringify(hits));`);
    const { stdout } = await run(process.execPath, ["example.mjs"], folder.path);
    expect(JSON.parse(stdout)).toMatchObject([{ agency: "РИА Новости", place: "Москва" }]);

    // Of what is imported without types all would be right.
    const checked = `${code}export const isTyped: 0 extends 1 & typeof hits ? never : true = true;\n`;
    await writeFile(join(folder.path, "example.mts"), checked);
    for (const resolution of [
      ["--module", "nodenext", "--moduleResolution", "nodenext"],
      ["--module", "esnext", "--moduleResolution", "bundler"],
    ]) {
      const options = ["--noEmit", "--strict", "--target", "es2023", "--types", "node", ...resolution];
      expect(await run(tsc, [...options, "example.mts"], folder.path)).toMatchObject({ stdout: "" });
    }
  } finally {
    await folder.remove();
  }
}, 180_000);
