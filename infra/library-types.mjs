/**
 * Leaves of the library's declarations, as `tsc -p infra/tsconfig.library.json` wrote them, those that the public ones
 * lead to, and has them name one another as the files that they stand for would: TypeScript keeps `.ts` in
 * declarations.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pastDoors } from "./bundle-plugins.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "dist/types");
const { exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

/** TypeScript before 5.7 has typed arrays without a parameter, which says nothing but where their bytes lie. */
const BUFFER_KIND = /(?<=Array)<ArrayBuffer(?:Like)?>/g;

/** A file of ours that a declaration imports, exports from, or names in `import("…")`. */
const IMPORT = /(\bfrom\s+|\bimport\s*\(?\s*)"(\.{1,2}\/[^"]+)\.(?:ts|js)"/g;

const reached = new Set(
  Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [] : [join(root, entry.types)])),
);
for (const path of reached) {
  const text = pastDoors(await readFile(path, "utf8"), dirname(path), ".d.ts", /./);
  for (const [, , name] of text.matchAll(IMPORT)) reached.add(join(dirname(path), `${name}.d.ts`));
  await writeFile(path, text.replace(IMPORT, '$1"$2.js"').replace(BUFFER_KIND, ""));
}
const written = await readdir(folder, { recursive: true, withFileTypes: true });
const others = written.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
await Promise.all(others.filter((path) => !reached.has(path)).map((path) => rm(path)));
console.log(`dist/types  ${reached.size} declarations`);
