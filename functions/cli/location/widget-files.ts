/**
 * The files of the search box as `npm run build` makes them and the package has them, to lie beside a published index.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * Reads the files by name, packed if requested. Null in a clone where they were not built, and if the command stands
 * without its package.
 */
export function readWidgetFiles(encoding: "gzip" | null): Readonly<Record<string, Uint8Array>> | null {
  const folder = widgetFolder();
  if (folder === null || !existsSync(folder)) return null;
  const read = (name: string): Uint8Array => {
    const bytes = readFileSync(join(folder, name));
    return encoding === null ? bytes : gzipSync(bytes, { level: 9 });
  };
  return Object.fromEntries(readdirSync(folder).map((name) => [name, read(name)]));
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
