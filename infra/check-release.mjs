/**
 * Runs before `npm publish`. It refuses a version below 1.0.0, a changelog without this version, and a package.json
 * whose owner is not filled in: npm's provenance holds only for the repository that the package names.
 */
import { readFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const { version, homepage, bugs, repository } = JSON.parse(read("package.json"));

const faults = [];
if ([homepage, bugs, repository.url].some((address) => address.includes("/OWNER/"))) {
  faults.push(
    "package.json names no owner: put the account of the repository in the place of OWNER in homepage, bugs and repository.",
  );
}
if (version.startsWith("0.")) faults.push(`package.json has version ${version}: the first release is 1.0.0.`);
if (!read("CHANGELOG.md").includes(`\n## ${version}\n`)) {
  faults.push(`CHANGELOG.md has no section "## ${version}": rename "## Unreleased".`);
}
for (const fault of faults) console.error(`Not published: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
