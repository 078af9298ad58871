/**
 * Each `import()` of src, with what it saves: a feature that a reader comes to by itself, or a load that was measured.
 * None is there for bytes of the search box alone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { init, parse } from "es-module-lexer";
import { transform } from "esbuild";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** KB are gzipped. What a file loads later, and what that saves. */
const LATER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "src/browser/index-fetch.ts": {
    "src/browser/index-engine.ts": "a search without a server: 99 KB, when the reader goes to the field",
  },
  "src/search/load-later-parts.ts": {
    "src/search/later-parts.ts":
      "75 of 550 KB and 16 of 88 ms of processor time that the query function takes to load; 38 of 137 KB before a page without a server answers",
  },
  "src/index/query/plan/load-plan-parts.ts": {
    "src/index/query/plan/later-plan-parts.ts":
      "a share of the same, in the room of indexes, which knows none of the above",
  },
  "src/store/s3/light-client.ts": {
    "@aws-sdk/client-s3":
      "a third of a cold start of the query function (docs/decisions/functions.md#what-a-cold-start-loads)",
  },
  "src/widget/connection.ts": {
    "src/widget/index-client.ts": "a search without a server, where `index` asks for it: 2.1 KB",
    "src/widget/session/page-session.ts":
      "a search in the page's address, and elements that search together, where `sync-url` or `session` asks for it: 1.1 KB",
    "src/widget/views/filters-view.ts":
      "filters and the way back of a page of results: 4.8 KB that its first hits do not wait for",
    "src/widget/views/hit-options.ts": "the host's template, and pictures, where they are asked for: 1 KB",
    "src/widget/views/option-list.ts":
      "the list under a field: 2.7 KB that the first hits of a page of results do not wait for",
    "src/widget/views/page-view.ts": "the page of results: 1.7 KB that no field needs",
  },
  "src/widget/results-field.ts": {
    "src/widget/widget.ts": "the box on the server's page of results: 12.5 KB, when the reader goes to the field",
  },
  "src/widget/texts/messages.ts": {
    "src/widget/texts/belarusian.ts": "a box in Belarusian: 1.1 KB",
    "src/widget/texts/english.ts": "a box in English: 0.8 KB",
    "src/widget/texts/kazakh.ts": "a box in Kazakh: 1.1 KB",
    "src/widget/texts/ukrainian.ts": "a box in Ukrainian: 1.1 KB",
  },
  "src/widget/views/filters-view.ts": {
    "src/widget/views/histogram-view.ts": "the histogram: 2.7 KB and a question, when the reader opens it",
  },
  "src/widget/views/hit-view.ts": {
    "src/widget/views/refinements.ts":
      "typesetting, recent days and ellipses: 1.5 KB that the first hits do not wait for",
  },
  "src/widget/widget.ts": {
    "src/widget/dialog.ts": "the dialog, where a page has one: 3.4 KB",
  },
};

const AT_MOST = 18;

it("src loads nothing later but what the table has, each with what it saves", async () => {
  await init;
  const found: Record<string, string[]> = {};
  for (const name of readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })) {
    const path = join("src", name);
    const source = path.endsWith(".ts") ? readFileSync(join(ROOT, path), "utf8") : "";
    if (!source.includes("import(")) continue;
    const { code } = await transform(source, { loader: "ts" });
    const [imports] = parse(code);
    // What is imported by an expression has no name, and no row.
    const later = imports.filter(({ d: callsAt }) => callsAt >= 0).map(({ n: target }) => target ?? "an expression");
    const targets = later.map((target) => (target.startsWith(".") ? join(dirname(path), target) : target));
    if (targets.length > 0) found[path] = targets.sort();
  }
  const listed = Object.entries(LATER).map(([path, targets]) => [path, Object.keys(targets).sort()]);
  expect(found).toEqual(Object.fromEntries(listed));
  expect(Object.values(found).flat().length).toBeLessThanOrEqual(AT_MOST);
});
