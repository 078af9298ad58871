/**
 * Which rules decide anything: each yes-or-no function of src/articles is forced to say no, one at a time, and the
 * pages to which it said yes are read again. A rule that changes no page is one that no page needs, as far as these
 * pages go.
 *
 * The rules are found in the source: every named function that gives a boolean. They are forced by a few words that
 * esbuild puts in front of each body while it bundles the reader, so that the product itself has no switch.
 */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { ReadArticles, UploadContext } from "../../../src/articles/articles.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const READER = `${ROOT}src/articles/upload/read-articles.ts`;
/** The folders whose functions are rules of pages. */
const RULES = /src\/articles\/(?:extraction|html|line-rules|text|dates|identity)\/[\w-]+\.ts$/;
/** The head of a function that gives a boolean, up to the brace that opens its body. */
const HEAD = /^(?:export )?function (\w+)\((?:[^()]|\([^()]*\))*\): (?:boolean|\w+ is [\w<>]+) \{$/gm;

/** A page, and what is known of it besides. */
export interface AblatedPage extends UploadContext {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The effect of forcing a rule to say no. */
export interface RuleReport {
  /** The file in src/articles and the name of the function. */
  readonly rule: string;
  /** Pages to which it said yes. */
  readonly asked: readonly string[];
  /** Those of them that are read otherwise without it. */
  readonly needed: readonly string[];
}

interface Switches {
  /** The rule that says no; null where each says what it finds. */
  forced: string | null;
  /** Rules that said yes since this was cleared. */
  readonly said: Set<string>;
  readonly rules: Set<string>;
}

/** Reads all pages once, and each page once more for each rule that said yes to it. */
export async function ablateRules(pages: readonly AblatedPage[]): Promise<RuleReport[]> {
  const { switches, readArticles } = await loadReader();
  const reports = new Map(
    [...switches.rules].sort().map((rule) => [rule, { asked: [] as string[], needed: [] as string[] }]),
  );
  for (const { name, bytes, ...context } of pages) {
    const read = async () => JSON.stringify(await readArticles(bytes, context));
    switches.said.clear();
    const whole = await read();
    for (const rule of [...switches.said]) {
      switches.forced = rule;
      const isNeeded = (await read()) !== whole;
      switches.forced = null;
      reports.get(rule)?.asked.push(name);
      if (isNeeded) reports.get(rule)?.needed.push(name);
    }
  }
  return [...reports].map(([rule, { asked, needed }]) => ({ rule, asked, needed }));
}

/** Lines for a terminal: each rule with the pages that need it, those that no page needs last. */
export function ablationReport(reports: readonly RuleReport[], pages: number): string[] {
  const sorted = [...reports].sort((a, b) => b.needed.length - a.needed.length || b.asked.length - a.asked.length);
  const without = sorted.filter(({ needed }) => needed.length === 0);
  return [
    "needed  said yes  rule",
    ...sorted.map(
      ({ rule, asked, needed }) =>
        `${String(needed.length).padStart(6)}  ${String(asked.length).padStart(8)}  ${rule}${examplesOf(needed)}`,
    ),
    `${reports.length} rules over ${pages} pages: ${without.length} that no page needs, ` +
      `${without.filter(({ asked }) => asked.length === 0).length} of them never said yes.`,
  ];
}

const examplesOf = (names: readonly string[]): string =>
  names.length === 0 ? "" : `: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`;

/** The reader with switches in it. */
async function loadReader(): Promise<{ switches: Switches; readArticles: ReadArticles }> {
  const switches: Switches = { forced: null, said: new Set(), rules: new Set() };
  const tell = (rule: string, found: boolean): boolean => {
    if (found) switches.said.add(rule);
    return found && switches.forced !== rule;
  };
  const withSwitches: Plugin = {
    name: "with-switches",
    setup: ({ onLoad }) => {
      onLoad({ filter: RULES }, ({ path }) => {
        const file = relative(`${ROOT}src/articles`, path);
        const contents = readFileSync(path, "utf8").replace(HEAD, (head, name: string) => {
          const rule = `${file} ${name}`;
          switches.rules.add(rule);
          const asking = `function ${name}(...asked) { return ablationTell(${JSON.stringify(rule)}, ${name}Found(...asked)); }`;
          return head.replace(`function ${name}(`, `${asking}\nfunction ${name}Found(`);
        });
        return { contents, loader: "ts" };
      });
    },
  };
  const folder = await makeTemporaryFolder();
  const outfile = join(folder.path, "reader.mjs");
  const target = { bundle: true, platform: "node", format: "esm", outfile, logLevel: "silent" } as const;
  await build({ ...target, entryPoints: [READER], plugins: [withSwitches] });
  Object.assign(globalThis, { ablationTell: tell });
  const { readArticles } = (await import(pathToFileURL(outfile).href)) as { readArticles: ReadArticles };
  await folder.remove();
  return { switches, readArticles };
}
