import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { COMMENT_COLUMNS, commentFaults } from "../support/comment-faults.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const FOLDERS = ["src/", "functions/", "infra/", "test/", "examples/"];

/** Folders of packages and of built files. */
const IGNORED: readonly string[] = ["node_modules", "dist", "made", "cdk.out"];

const faultsOf = (source: string) => commentFaults("source.ts", source).map(({ line, fault }) => `${line}: ${fault}`);

describe("the check of comments", () => {
  it.each([
    ["/** What is kept. */\nconst a = 1;", "1: begins with a question word"],
    ["const a = 1;\n/** Whether a is kept. */\nconst b = 1;", "2: begins with a question word"],
    ["/** Of both verbs. */\nconst a = 1;", "1: begins with a preposition"],
    ["/**\n * How it is kept.\n * Twice.\n */\nconst a = 1;", "1: begins with a question word"],
    [`/**\n * The first.\n * The second${" a".repeat(60)}\n */\nconst a = 1;`, "3: too long"],
    [`const a = 1; // The first${" a".repeat(60)}`, "1: too long"],
  ])("refuses %j", (source, fault) => {
    expect(faultsOf(source)).toEqual([fault]);
  });

  it.each([
    "/** The number of articles. */\nconst a = 1;",
    "/** Reads an article. */\nconst a = 1;",
    "/** Offset of the first byte. */\nconst a = 1;",
    "// What comes next is read later.\nconst a = 1;",
    `// https://example.org/${"a".repeat(COMMENT_COLUMNS)}\nconst a = 1;`,
    `const a = "/** What is kept. */${" a".repeat(COMMENT_COLUMNS)}";`,
  ])("lets %j pass", (source) => {
    expect(faultsOf(source)).toEqual([]);
  });
});

describe("a comment of the sources", () => {
  const files = FOLDERS.flatMap(sourcesIn);

  it("is in one of many hundreds of files", () => {
    expect(files.length).toBeGreaterThan(900);
  });

  it("has a subject and lines that fit the screen", () => {
    const faults = files.flatMap((file) =>
      commentFaults(file, readFileSync(`${ROOT}${file}`, "utf8")).map(({ line, fault }) => `${file}:${line}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return IGNORED.includes(entry.name) ? [] : sourcesIn(`${folder}${entry.name}/`);
    return /\.(?:tsx?|[mc][jt]s)$/u.test(entry.name) ? [`${folder}${entry.name}`] : [];
  });
}
