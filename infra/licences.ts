/**
 * npm run licences: what every package that poisk is made or tested with is licensed under, by its lock files. Exits
 * with 1 where one may not go into a program under MIT, or does not say.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isAllowed, type LockedPackage, lockedPackages } from "./locked-packages.ts";

/**
 * The product, its stack, its site, the peers of the bench, and the runtimes of the tests. Nothing of the last two is
 * handed on.
 */
const LOCK_FILES: readonly (readonly [path: string, areTools: boolean])[] = [
  ["package-lock.json", false],
  ["infra/package-lock.json", false],
  ["infra/site/package-lock.json", false],
  ["test/bench/peers/package-lock.json", true],
  ["test/runtime/package-lock.json", true],
  ["test/edge/package-lock.json", true],
];
const ROOT = fileURLToPath(new URL("..", import.meta.url));

let refused = 0;
for (const [path, areTools] of LOCK_FILES.filter(([name]) => existsSync(ROOT + name))) {
  const packages = lockedPackages(readFileSync(ROOT + path, "utf8"), { areTools });
  console.log(`${path}: ${packages.length} packages`);
  for (const [licence, names] of byLicence(packages)) console.log(`  ${licence.padEnd(34)} ${names.join(" ")}`);
  for (const found of packages.filter((found) => !isAllowed(found))) {
    refused += 1;
    console.log(`  NOT ALLOWED ${found.name} ${found.version}: ${found.licence ?? "no licence is named"}`);
  }
}
console.log(refused === 0 ? "All go together with MIT." : `${refused} do not go together with MIT: replace them.`);
process.exitCode = refused === 0 ? 0 : 1;

/** The packages that go into bundles are told from those of development. */
function byLicence(packages: readonly LockedPackage[]): [string, string[]][] {
  const groups = new Map<string, Set<string>>();
  for (const { name, licence, isForDevelopment } of packages) {
    const group = `${licence ?? "none"}${isForDevelopment ? ", development" : ""}`;
    groups.set(group, (groups.get(group) ?? new Set()).add(name));
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, names]) => [group, [...names].sort()]);
}
