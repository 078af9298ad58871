/**
 * The files of the search box as `npm run build` makes them and the package has them, to lie beside a published index.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** By their names. Null in a clone where they were not built, and where the command stands without its package. */
export function readWidgetFiles(): Readonly<Record<string, Uint8Array>> | null {
  const folder = widgetFolder();
  if (folder === null || !existsSync(folder)) return null;
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** Null where this is part of no package of this name. */
function widgetFolder(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("poisk/package.json")), "dist/widget");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}
