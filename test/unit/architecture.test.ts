/**
 * Rules of the repository as a whole that the linter cannot check.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { anchorOf } from "../../infra/site/addresses.ts";
import { projects } from "../projects.ts";
import { circlesOf, importedFiles, partsOf, reachedFiles } from "../support/import-circles.ts";
import { rooms, roomsAbove } from "../support/rooms.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LEFT_OUT = new Set(["node_modules", "dist", "coverage"]);

/** Files under a folder of the repository, relative to its root. */
function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (LEFT_OUT.has(entry.name) || (entry.name.startsWith(".") && entry.name !== ".ci")) return [];
    return entry.isDirectory() ? filesUnder(path, ending) : ending.test(entry.name) ? [path] : [];
  });
}

/** The room of a file; `src` where it lies in none. */
const roomOf = (path: string): string => /^(?:src\/)?([\w-]+)\//.exec(path)?.[1] ?? "";

/** A door that is imported later, and so has the code that loads the rest. */
const PAGE_ENTRY = "src/browser/index-fetch.ts";

/** Files that read uploads or write an index. */
const NOT_OF_A_QUERY =
  /^src\/(articles\/(?!news)|ingest\/|index\/(bulk|checks|commit|compaction|merge|publish|uploads|verify|write)|index\/segment\/writer)/;

/** Most files of our own, types and doors counted; the bundle leaves doors out. A tenth more than there are. */
const MOST_FILES_OF_A_QUERY = 270;

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Reads the rest of a list of exported names. */
const restOfList = (path: string): string =>
  read(path)
    .replace(/\/\*[\s\S]*?\*\/|^\/\/ .*$/gm, "")
    .replace(/^export (?:type )?\{[^}]*\} from "[^"]+";$/gm, "")
    .trim();

const CODE = ["src", "functions", "infra", "test"].flatMap((folder) => filesUnder(folder, /\.m?ts$|\.mjs$/));
const SOURCE = CODE.filter((path) => path.startsWith("src/"));
const PAGES = filesUnder(".", /\.md$/);

describe("code", () => {
  it("takes no randomness but from the id source", () => {
    expect(SOURCE.filter((path) => read(path).includes("Math.random"))).toEqual([]);
  });

  it("of src opens each file by saying what it is for", () => {
    expect(SOURCE.filter((path) => !/^\/\*\*\n \* \S/.test(read(path)))).toEqual([]);
  });

  it("has no folders or files that are named for everything", () => {
    const names = /(^|\/)(utils?|helpers?|common|types|misc)(\.ts|\/)/;
    expect(CODE.filter((path) => names.test(path))).toEqual([]);
  });

  it("has one index, the public interface, which is a list of names", () => {
    expect(CODE.filter((path) => /(^|\/)index\.ts$/.test(path))).toEqual(["src/index.ts"]);
    expect(restOfList("src/index.ts")).toBe("");
  });

  it("switches no rule off, and leaves nothing for later", () => {
    const marks = [/biome-ignore /, /@ts-(ignore|expect-error|nocheck)/, /TODO|FIXME/, /eslint-disable/];
    const own = relative(ROOT, fileURLToPath(import.meta.url));
    const found = CODE.filter((path) => path !== own && marks.some((mark) => read(path).search(mark) >= 0));
    expect(found).toEqual([]);
  });
});

describe("imports", () => {
  const product = CODE.filter((path) => !path.startsWith("test/"));
  const graph = new Map(product.map((path) => [path, importedFiles(path, read(path))]));
  const folders = new Set(product.map((path) => dirname(path)).flatMap((folder) => [folder, dirname(folder)]));

  it("of values and types make no circle of files", () => {
    expect(circlesOf(graph)).toEqual([]);
  });

  it.each([...folders].filter((folder) => folder !== ".").sort())("make no circle of what %s holds", (folder) => {
    expect(circlesOf(partsOf(folder, graph))).toEqual([]);
  });

  it("lead the query function to nothing that reads or writes uploads", () => {
    const reached = reachedFiles("functions/query.ts", (path) => graph.get(path) ?? []);
    expect(reached).toContain("src/search/article-search.ts");
    expect(reached.filter((path) => NOT_OF_A_QUERY.test(path))).toEqual([]);
    expect(reached.length).toBeLessThanOrEqual(MOST_FILES_OF_A_QUERY);
  });

  it.each([
    ...["src/search/reader.ts", "src/http/embedded-app.ts"],
    ...["articles", "exports", "feeds", "news"].map((door) => `src/articles/${door}.ts`),
  ])("lead %s to nothing that Node alone has", (entry) => {
    const reached = reachedFiles(entry, (path) => graph.get(path) ?? []);
    const nodeOnly = /from "node:|import\("node:|(?<!Array)\bBuffer\b(?!>)|\bprocess\.\w/;
    const code = (path: string) => read(path).replace(/\/\*[\s\S]*?\*\/|\/\/ .*/g, "");
    expect([...reached].filter((path) => path !== "src/node-module.ts" && nodeOnly.test(code(path)))).toEqual([]);
  });

  const arrows = Object.entries({
    ...Object.fromEntries(Object.entries(rooms).map(([room, { uses }]) => [room, uses])),
    ...roomsAbove,
  }).flatMap(([from, uses]) => uses.map((to) => ({ from, to })));

  it("lead from each room only to the rooms below that the table of rooms names, and each arrow is needed", () => {
    const isLed = (from: string, to: string): boolean =>
      from === to || arrows.some((arrow) => arrow.from === from && isLed(arrow.to, to));
    const ways = [...graph].flatMap(([path, imported]) =>
      imported.filter((other) => graph.has(other)).map((other) => ({ from: roomOf(path), to: roomOf(other), path })),
    );
    // The files of src itself: any room may import them, and src/index.ts all of src.
    const between = ways.filter(({ from, to }) => from !== "src" && to !== "src");
    expect(between.filter(({ from, to }) => !isLed(from, to))).toEqual([]);
    expect(arrows.filter(({ from, to }) => !between.some((way) => way.from === from && way.to === to))).toEqual([]);
    expect(ways.filter(({ from, to, path }) => from === "src" && to !== "src" && path !== "src/index.ts")).toEqual([]);
  });

  const doors = new Map<string, readonly string[]>(
    Object.entries(rooms).flatMap(([room, { doors }]) =>
      Object.entries(doors).map(([name, users]) => [`src/${room}/${name}`, users] as const),
    ),
  );
  const entries = [...graph].flatMap(([path, imported]) =>
    imported
      .filter((other) => roomOf(other) in rooms && roomOf(other) !== roomOf(path))
      .map((other) => ({ path, other, room: roomOf(path) })),
  );

  it("enter a room by a door that is for them, and each door has those whom it is for", () => {
    const strangers = entries.filter(({ other, room }) => doors.get(other)?.includes(room) !== true);
    expect(strangers.map(({ path, other }) => `${path} enters ${other}`)).toEqual([]);
    const used = new Set(entries.map(({ other, room }) => `${other} for ${room}`));
    const named = [...doors].flatMap(([door, users]) => users.map((room) => `${door} for ${room}`));
    expect(named.filter((name) => !used.has(name))).toEqual([]);
  });

  it("of a room lead to no door of its own", () => {
    const own = [...graph].flatMap(([path, imported]) =>
      imported
        .filter((other) => doors.has(other) && roomOf(other) === roomOf(path))
        .map((other) => `${path} to ${other}`),
    );
    expect(own).toEqual([]);
  });

  it("of tests enter rooms by doors, by what the package exports, or by the lists of test/support/inside", () => {
    const exported = Object.values((JSON.parse(read("package.json")) as { exports: object }).exports).flatMap(
      (entry) =>
        typeof entry === "string" ? [] : [`src/${entry.types.slice("./dist/types/".length, -".d.ts".length)}.ts`],
    );
    const isOpen = (path: string) => doors.has(path) || exported.includes(path) || roomOf(path) === "src";
    const tests = CODE.filter((path) => path.startsWith("test/") && !path.startsWith("test/support/inside/"));
    const beside = tests.flatMap((path) =>
      importedFiles(path, read(path))
        .filter((other) => other.startsWith("src/") && !isOpen(other))
        .map((other) => `${path} to ${other}`),
    );
    expect(beside).toEqual([]);
  });

  it("give no file whole: each name is exported by its name", () => {
    expect(SOURCE.filter((path) => /^export (?:type )?\*/m.test(read(path)))).toEqual([]);
  });

  it.each([...doors.keys()].filter((door) => door !== PAGE_ENTRY))(
    "through %s find a list of names and nothing else",
    (door) => {
      const code = read(door).replace(/\/\*[\s\S]*?\*\//g, "");
      const rest = code.replace(/^export (?:type )?\{[^}]*\} from "[^"]+";$/gm, "");
      expect(rest.trim()).toBe("");
    },
  );

  it("are drawn in docs/architecture.md as they are", () => {
    const drawn = [...read("docs/architecture.md").matchAll(/^ {2}(\w+) --> (\w+)$/gm)];
    expect(drawn.map(([, from, to]) => `${from} ${to}`).sort()).toEqual(
      arrows.map(({ from, to }) => `${from} ${to}`).sort(),
    );
  });

  it.each(Object.keys(rooms))("of packages by src/%s are those that the table of rooms names", (room) => {
    const imported = SOURCE.filter((path) => roomOf(path) === room).flatMap((path) =>
      [...read(path).matchAll(/^(?:import|export)\s+(?:[^;"]*?\sfrom\s+)?"([^."][^"]*)"/gm)].map(
        ([, name = ""]) => name,
      ),
    );
    const { packages } = rooms[room]!;
    const isAllowed = (name: string) =>
      packages.includes(name) || (name.startsWith("node:") && packages.includes("node:*"));
    expect(imported.filter((name) => !isAllowed(name))).toEqual([]);
    const isUsed = (name: string) =>
      imported.some((other) => other === name || (name === "node:*" && other.startsWith("node:")));
    expect(packages.filter((name) => !isUsed(name))).toEqual([]);
  });

  it("that make a circle are found", () => {
    const sources = {
      "src/a.ts": 'import { b } from "./room/b.ts";',
      "src/room/b.ts": 'import {\n  c,\n} from "../c.ts";\nimport { d } from "./d.ts";',
      "src/c.ts": 'export { a } from "./a.ts";',
      "src/room/d.ts": 'import "node:fs";',
    };
    const graph = new Map(Object.entries(sources).map(([path, source]) => [path, importedFiles(path, source)]));
    expect(circlesOf(graph)).toEqual([["src/a.ts", "src/c.ts", "src/room/b.ts"]]);
    expect(circlesOf(partsOf("src", graph))).toEqual([["src/a.ts", "src/c.ts", "src/room"]]);
  });
});

describe("the repository", () => {
  it("has no test outside of the projects, where no command would run it", () => {
    const folders = [...Object.keys(projects), "fixtures"].map((name) => `test/${name}/`);
    const tests = CODE.filter((path) => path.endsWith(".test.ts"));
    expect(tests.filter((path) => !folders.some((folder) => path.startsWith(folder)))).toEqual([]);
  });

  it("names no folder of anybody's machine, and its lock file no private registry", () => {
    const machine = /(^|[\s"'`(=:])\/(work|home|root|Users)\//m;
    const texts = [...CODE, ...PAGES, ...filesUnder(".ci", /./), ...filesUnder(".", /^[\w.-]+\.json$/)];
    expect(texts.filter((path) => machine.test(read(path)))).toEqual([]);
    const hosts = [...read("package-lock.json").matchAll(/"resolved": "(https?:\/\/[^/]+)/g)].map(([, host]) => host);
    expect(hosts.filter((host) => host !== "https://registry.npmjs.org")).toEqual([]);
  });
});

describe("pages", () => {
  it("link to what is there, down to the heading", () => {
    const dead = PAGES.flatMap((page) =>
      linksOf(read(page))
        .filter((link) => !isThere(page, link))
        .map((link) => `${page}: ${link}`),
    );
    expect(dead).toEqual([]);
  });

  it("name files and folders of the repository that are there", () => {
    const named = /`((?:src|test|functions|infra|docs)\/[\w./-]+(?:\/|\.(?:ts|mjs|md|txt|tsv|hex)))`/g;
    const missing = PAGES.filter((page) => page !== "CHANGELOG.md").flatMap((page) =>
      [...read(page).matchAll(named)].map(([, path]) => path ?? "").filter((path) => !exists(join(ROOT, path))),
    );
    expect(missing).toEqual([]);
  });

  it("of decisions are one for each room", () => {
    const decisions = PAGES.filter((page) => page.startsWith("docs/decisions/"));
    expect(decisions.filter((page) => !/^docs\/decisions\/[a-z]+\.md$/.test(page))).toEqual([]);
  });
});

/** Targets of the links of a page that lead into the repository. */
function linksOf(page: string): string[] {
  const text = page.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, file]) => link ?? file ?? "",
  );
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function isThere(page: string, link: string): boolean {
  const [path = "", heading] = decodeURI(link).split("#");
  const target = path === "" ? join(ROOT, page) : join(ROOT, dirname(page), path);
  if (!exists(target)) return false;
  return heading === undefined || headingsOf(readFileSync(target, "utf8")).includes(heading);
}

/** The anchors that GitHub gives to the headings of a page. */
function headingsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
