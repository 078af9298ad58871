/**
 * The packages of a lock file and their licences, and which licences go together with MIT.
 */

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; null where the package names none. */
  readonly licence: string | null;
  /** True if it is used only in development and tests: it is in no bundle. */
  readonly isForDevelopment: boolean;
}

/** Licences of packages whose lock file entry has none, which is so with the old form `licenses`. */
const LICENCES: ReadonlyMap<string, string> = new Map([["hogan.js", "Apache-2.0"]]);

/** Permissive: they ask for a notice, or for nothing. */
const PERMISSIVE = new Set([
  "MIT",
  "MIT/X11",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "CC0-1.0",
  "BlueOak-1.0.0",
  "Zlib",
]);

/** Ask that changes of their own files stay open: fine for tools that run beside the program. */
const FOR_TOOLS = new Set(["MPL-2.0", "MPL-1.1"]);

interface LockFile {
  readonly packages: Readonly<
    Record<
      string,
      { readonly version?: string; readonly license?: string; readonly dev?: boolean; readonly link?: boolean }
    >
  >;
}

/**
 * Reads a package-lock.json of version 3; `areTools` if the whole package is for development. Packages of the folder
 * itself are left out.
 */
export function lockedPackages(text: string, { areTools = false } = {}): LockedPackage[] {
  const { packages } = JSON.parse(text) as LockFile;
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes("node_modules/") && link !== true)
    .map(([path, { version, license, dev }]) => {
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      const licence = license ?? LICENCES.get(name) ?? null;
      return { name, version: version ?? "", licence, isForDevelopment: areTools || dev === true };
    });
}

/** Tells whether a licence is allowed. With OR one part is enough; with AND all must be. */
export function isAllowed({ licence, isForDevelopment }: LockedPackage): boolean {
  const isFree = (name: string) => PERMISSIVE.has(name) || (isForDevelopment && FOR_TOOLS.has(name));
  const choices = (licence ?? "").replace(/[()]/g, "").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every(isFree));
}
