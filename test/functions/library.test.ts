/**
 * The library as another project imports it: the build, by the package's name, with its types.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { requireBundles } from "./running-function.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tsc = join(root, "node_modules/.bin/tsc");
const run = (command: string, args: readonly string[], cwd: string) => promisify(execFile)(command, args, { cwd });

const readme = readFileSync(join(root, "README.md"), "utf8");
const page = "МОСКВА, 9 окт — РИА Новости. Министр Сергей Лавров встретил гостей на набережной и показал им музей.";

it("another project imports it as the README says, and its types agree", async () => {
  await Promise.all([requireBundles(), run(tsc, ["-p", "infra/tsconfig.library.json"], root)]);
  const folder = await makeTemporaryFolder();
  try {
    await mkdir(join(folder.path, "node_modules/@types"), { recursive: true });
    await symlink(root, join(folder.path, "node_modules/poisk"));
    await symlink(join(root, "node_modules/@types/node"), join(folder.path, "node_modules/@types/node"));
    await writeFile(join(folder.path, "package.json"), '{"type": "module"}');
    const [, example = ""] = /## As a library\n+```ts\n([\s\S]*?)```/.exec(readme) ?? [];
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
