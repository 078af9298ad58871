/**
 * Lists the files of the repository that a file reaches by its imports, types counted, and how many they are:
 * `npx tsx test/support/reached-files.ts functions/query.ts`.
 */
import { readFileSync } from "node:fs";
import { importedFiles, reachedFiles } from "./import-circles.ts";

const [entry = "functions/query.ts"] = process.argv.slice(2);
const importsOf = (path: string) => (path.endsWith(".ts") ? importedFiles(path, readFileSync(path, "utf8")) : []);
const reached = reachedFiles(entry, importsOf);
console.log([...reached].sort().join("\n"));
console.log(`${reached.length} files`);
