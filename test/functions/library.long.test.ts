/**
 * Which packages the built library needs. The package as another project installs it: test/infra/package.test.ts.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = (command: string, args: readonly string[], cwd: string) => promisify(execFile)(command, args, { cwd });

const page = "МОСКВА, 9 окт — РИА Новости. Министр Сергей Лавров встретил гостей на набережной и показал им музей.";

it("text and HTML are read with few packages, none of which parses HTML", async () => {
  const folder = await makeTemporaryFolder();
  try {
    await writeFile(join(folder.path, "package.json"), '{"type": "module"}');
    for (const part of ["index.js", "library"])
      await cp(join(root, "dist", part), join(folder.path, part), { recursive: true });
    await mkdir(join(folder.path, "node_modules"));
    for (const name of ["@aws-sdk", "minisearch", "saxes", "valibot"])
      await symlink(join(root, "node_modules", name), join(folder.path, "node_modules", name));
    const code = `import { readArticles } from "./index.js";
      const read = (page, key) => readArticles(new TextEncoder().encode(page), { key });
      const pages = [await read(${JSON.stringify(page)}, "articles/1.txt"), await read(${JSON.stringify(`<p>${page}</p>`)}, "articles/1.html")];
      console.log(JSON.stringify(pages.map(({ articles }) => articles[0].place)));`;
    await writeFile(join(folder.path, "example.mjs"), code);
    const { stdout } = await run(process.execPath, ["example.mjs"], folder.path);
    expect(JSON.parse(stdout)).toEqual(["Москва", "Москва"]);
  } finally {
    await folder.remove();
  }
});
