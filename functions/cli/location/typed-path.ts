/**
 * Paths as a person typed them. `npm run poisk` runs in the top folder of the repository wherever it was typed, and npm
 * tells the folder of the typing as INIT_CWD.
 */
import { isAbsolute, relative, resolve } from "node:path";

/** The parts of the environment that npm sets for a script. */
type NpmEnvironment = Partial<Record<"INIT_CWD" | "npm_lifecycle_event" | "npm_package_name", string | undefined>>;

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * The path as this process, which runs in `folder`, must open it. Unchanged if it is absolute, if it is no path (an
 * address, `-` for standard input, nothing), and if any other program than this repository's script runs the command.
 */
export function typedPath(path: string, environment: NpmEnvironment, folder: string): string {
  const { INIT_CWD: typedIn, npm_lifecycle_event: script, npm_package_name: name } = environment;
  if (typedIn === undefined || script !== "poisk" || name !== "poisk" || typedIn === folder) return path;
  if (path === "" || path === "-" || isAbsolute(path) || ADDRESS.test(path)) return path;
  return relative(folder, resolve(typedIn, path)) || ".";
}

/** Tells whether the value behind an option or an argument is a path, by its name in the help. */
export function isPathName(name: string): boolean {
  return /[<[](?:file|folder|place)\b/.test(name);
}
