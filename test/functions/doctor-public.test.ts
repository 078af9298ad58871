/**
 * `poisk doctor --public`, at hosts that serve a published index as they should, and at ones that do one thing wrong.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { type FileHost, startFileHost } from "../support/file-host.ts";
import { makeContext } from "../support/index-context.ts";
import { SEGMENT_FORMAT } from "../support/inside/index-blocks.ts";
import type { HostReport } from "../support/inside/index-checks.ts";
import { objectsIn, publishTo } from "../support/published-index.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { commitArticles } from "../support/stored-articles.ts";

/**
 * The line that pages load, as `npm run build` makes it, a file that it leads to, and one that this one loads later.
 */
const widget = Object.fromEntries(
  Object.entries({
    "widget.js": `export*from"./widget-0a1b.js";// index format ${SEGMENT_FORMAT}\n`,
    "widget-0a1b.js": 'import("./widget-2c3d.js")',
    "widget-2c3d.js": "export{}",
  }).map(([name, text]) => [name, Buffer.from(text)]),
);

let objects: Record<string, string>;
beforeAll(async () => {
  const source = makeContext();
  const store = new MemoryObjectStore(source);
  await commitArticles(source, { "articles/a.txt": { title: "Паром", text: "Паром через Волгу." } });
  await publishTo(store, source, { widget });
  objects = await objectsIn(store);
});

let host: FileHost | null = null;
afterEach(() => host?.close());

type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

const GOOD_HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Range",
  "Access-Control-Expose-Headers": "ETag, Content-Range",
};

/** A host that does all right, but for what `change` does before it, or takes from it. */
function answering(change: Answer = () => false, headers: Readonly<Record<string, string>> = GOOD_HEADERS): Answer {
  return (request, response) => {
    const changes = /manifest\.json|tails|widget\.js/.test(request.url ?? "");
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader("Cache-Control", changes ? "no-cache" : "public, max-age=31536000, immutable");
    if (/\.js$/.test(request.url ?? "")) response.setHeader("Content-Type", "text/javascript; charset=utf-8");
    if (change(request, response)) return true;
    if (request.method !== "OPTIONS") return false;
    response.writeHead(204).end();
    return true;
  };
}

async function storeOf(change: (objects: Record<string, string>) => Record<string, string>) {
  const store = new MemoryObjectStore();
  for (const [key, hex] of Object.entries(change({ ...objects }))) {
    await store.putIfAbsent(key as ObjectKey, Buffer.from(hex, "hex"));
  }
  return store;
}

async function doctor(misbehave: Answer, change = (kept: Record<string, string>) => kept, json = true) {
  host = await startFileHost(await storeOf(change));
  host.misbehave = misbehave;
  const terminal = createRecordingTerminal();
  const exitCode = await runCommand(["doctor", "--public", host.address, ...(json ? ["--json"] : [])], terminal);
  return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted };
}

async function reportOf(misbehave: Answer, change?: (kept: Record<string, string>) => Record<string, string>) {
  const { exitCode, printed } = await doctor(misbehave, change);
  const report = JSON.parse(printed) as HostReport;
  const wrong = report.checks.filter(({ verdict }) => verdict === "failed" || verdict === "warning");
  return { exitCode, report, wrong };
}

describe("poisk doctor --public", () => {
  it("trusts a host that serves all as it should", async () => {
    const { exitCode, printed } = await doctor(answering(), undefined, false);
    expect(printed).toMatch(/Trusted: 19 checks\.$/);
    expect(printed).toContain("ok       gives ranges of files (206)");
    expect(exitCode).toBe(0);
  });

  const whole: Answer = (request) => {
    delete request.headers.range;
    return false;
  };
  const stale: Answer = (_, response) => {
    response.setHeader("Cache-Control", "max-age=600");
    return false;
  };
  const compressed: Answer = (request, response) => {
    if (request.headers.range !== undefined) response.setHeader("Content-Encoding", "gzip");
    return false;
  };
  const only =
    (path: RegExp, name: string, value: string): Answer =>
    ({ url = "" }, response) => {
      if (path.test(url)) response.setHeader(name, value);
      return false;
    };
  const named =
    (server: string, answer: Answer): Answer =>
    (request, response) => {
      response.setHeader("Server", server);
      return answer(request, response);
    };
  it.each<[string, Answer, string[], 0 | 1, RegExp]>([
    ["without ranges", answering(whole), ["ranges"], 1, /answers Range \(RFC 9110\)/],
    ["that compresses ranges", answering(compressed), ["compression"], 1, /Turn off compression for \/index\//],
    [
      "that gives an old manifest for ten minutes",
      answering(stale),
      ["manifest-cache", "segment-cache", "widget-cache"],
      1,
      /no-cache/,
    ],
    [
      "of no other site",
      answering(undefined, {}),
      ["cors", "preflight", "exposed", "widget-cors"],
      1,
      /Allow-Origin: \*/,
    ],
    [
      "of nginx without CORS",
      answering(
        named("nginx/1.26", () => false),
        {},
      ),
      ["cors", "preflight", "exposed", "widget-cors"],
      1,
      /In the location \/index\/: add_header Access-Control-Allow-Origin \*/,
    ],
    [
      "of a bucket without CORS",
      answering(
        named("AmazonS3", () => false),
        {},
      ),
      ["cors", "preflight", "exposed", "widget-cors"],
      1,
      /"AllowedHeaders":\["Range"\]/,
    ],
    [
      "that answers no OPTIONS",
      answering((request, response) => {
        if (request.method !== "OPTIONS") return false;
        response.writeHead(405).end();
        return true;
      }),
      ["preflight"],
      0,
      /answer OPTIONS by 204/,
    ],
    [
      "that tells no time to keep anything",
      answering((_, response) => {
        response.removeHeader("Cache-Control");
        return false;
      }),
      ["manifest-cache", "segment-cache", "widget-cache"],
      0,
      /no-cache for manifest\.json[\s\S]*immutable for segments\/[\s\S]*max-age=300 for widget\/widget\.js/,
    ],
    [
      "that keeps the loader of the search box for a year",
      answering(only(/widget\.js$/, "Cache-Control", "max-age=31536000")),
      ["widget-cache"],
      0,
      /max-age=300 for widget\/widget\.js/,
    ],
    [
      "that serves scripts as text",
      answering(only(/\.js$/, "Content-Type", "text/plain")),
      ["widget-type"],
      1,
      /Content-Type: text\/javascript for \/index\/widget/,
    ],
    [
      "that lets other sites load no part of the search box",
      answering(only(/widget-2c3d\.js$/, "Access-Control-Allow-Origin", "https://news.example")),
      ["widget-cors"],
      1,
      /Allow-Origin: \*/,
    ],
    [
      "that never says 304",
      answering((request) => {
        delete request.headers["if-none-match"];
        return false;
      }),
      ["revalidation"],
      0,
      /answer If-None-Match by 304/,
    ],
  ])("says of a host %s what is wrong, and which line puts it right", async (_, answer, names, code, advice) => {
    const { exitCode, wrong, report } = await reportOf(answer);
    expect(wrong.map(({ name }) => name)).toEqual(names);
    expect(exitCode).toBe(code);
    expect(report.checks.map(({ advice: given }) => given ?? "").join("\n")).toMatch(advice);
  });

  const without = (part: string) => (kept: Record<string, string>) =>
    Object.fromEntries(Object.entries(kept).filter(([key]) => !key.startsWith(part)));
  const damaged = (part: string) => (kept: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(kept).map(([key, hex]) => [key, key.startsWith(part) ? `${hex.slice(0, -2)}ee` : hex]),
    );
  const ofFormat = (format: number) => (kept: Record<string, string>) => ({
    ...kept,
    "widget/widget.js": Buffer.from(`export*from"./widget-0a1b.js";// index format ${format}\n`).toString("hex"),
  });
  it.each<[string, (kept: Record<string, string>) => Record<string, string>, string[]]>([
    ["without tails", without("tails"), ["tails"]],
    ["with damaged tails", damaged("tails"), ["tails"]],
    ["without its dictionary", without("dictionaries/"), ["dictionary"]],
    ["with another dictionary", damaged("dictionaries/"), ["dictionary"]],
    ["with a damaged segment", damaged("segments/"), ["segments"]],
    ["without a file of its search box", without("widget/widget-2c3d"), ["widget"]],
    ["with the search box of another format", ofFormat(SEGMENT_FORMAT - 1), ["widget-format"]],
  ])("says of an index %s what is missing", async (_, change, names) => {
    const { exitCode, wrong } = await reportOf(answering(), change);
    expect(exitCode).toBe(1);
    expect(wrong.map(({ name }) => name)).toEqual(expect.arrayContaining(names.slice(-1)));
  });

  it("says once of an index without a segment which file is missing", async () => {
    const { exitCode, wrong, report } = await reportOf(answering(), without("segments/"));
    expect(exitCode).toBe(1);
    expect(wrong.map(({ name }) => name)).toEqual(["ranges"]);
    expect(wrong[0]?.found).toMatch(/^It answers 404 for segments\/\S+, which the manifest names\.$/);
    const skipped = report.checks.filter(({ found }) => found === "A segment is missing.").map(({ name }) => name);
    expect(skipped).toEqual(["compression", "cors", "preflight", "segment-cache", "segments"]);
  });

  it("says of segments without Cache-Control that each cache decides for itself", async () => {
    const { report } = await reportOf(
      answering((_, response) => {
        response.removeHeader("Cache-Control");
        return false;
      }),
    );
    expect(report.checks.find(({ name }) => name === "segment-cache")?.found).toBe(
      "Segments come with no Cache-Control: each cache decides for itself how long it keeps what it has.",
    );
  });

  it("trusts an index without a search box beside it, and says that it must come from elsewhere", async () => {
    const { exitCode, wrong, report } = await reportOf(answering(), without("widget/"));
    expect(exitCode).toBe(0);
    expect(wrong).toMatchObject([
      { name: "widget", verdict: "warning", advice: expect.stringContaining("npm run build") },
    ]);
    const skipped = report.checks.filter(({ verdict }) => verdict === "skipped").map(({ name }) => name);
    expect(skipped).toEqual(["widget-type", "widget-compression", "widget-cors", "widget-format", "widget-cache"]);
  });

  it("wants scripts compressed, since segments must not be", async () => {
    const script = Buffer.from("export const word = 1;".repeat(1_000));
    const withLarge = (kept: Record<string, string>) => ({ ...kept, "widget/widget-2c3d.js": script.toString("hex") });
    const plain = await reportOf(answering(named("nginx/1.26", () => false)), withLarge);
    expect(plain.exitCode).toBe(0);
    expect(plain.wrong).toMatchObject([
      {
        name: "widget-compression",
        advice: expect.stringMatching(/^gzip on; gzip_types .* in the location \/index\/$/),
      },
    ]);
    await host?.close();
    const packed = answering(({ url = "" }, response) => {
      if (!url.endsWith("widget-2c3d.js")) return false;
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(script));
      return true;
    });
    expect((await reportOf(packed, withLarge)).wrong).toEqual([]);
  });

  it("asks for nothing more where there is no manifest, and says what to look at", async () => {
    const { exitCode, report } = await reportOf(answering(), without("manifest"));
    expect(exitCode).toBe(1);
    expect(report.checks[0]).toMatchObject({
      verdict: "failed",
      found: expect.stringContaining("the folder that manifest.json"),
    });
    expect(report.checks.slice(1, -1).every(({ verdict }) => verdict === "skipped")).toBe(true);
  });

  it("counts in one line a reason what it did not ask for", async () => {
    const linesOf = (printed: string) => printed.split("\n").filter((line) => line.startsWith("skipped"));
    const noManifest = await doctor(answering(), without("manifest"), false);
    expect(linesOf(noManifest.printed)).toEqual(["skipped  17 checks: The manifest could not be read."]);
    await host?.close();
    const noBox = await doctor(answering(whole), without("widget/"), false);
    expect(linesOf(noBox.printed)).toEqual([
      "skipped  1 check: Ranges could not be read.",
      "skipped  5 checks: The search box could not be read.",
    ]);
  });

  it("cries out where a private index lies at the address", async () => {
    const source = makeContext();
    await commitArticles(source, { "articles/a.txt": { title: "Паром", text: "Паром через Волгу." } });
    const kept = await objectsIn(source.store);
    const own = Object.fromEntries(Object.entries(kept).map(([key, hex]) => [key.replace(/^index\//, ""), hex]));
    const { exitCode, report } = await reportOf(answering(), () => own);
    expect(exitCode).toBe(1);
    expect(report.checks[0]).toMatchObject({ name: "manifest", verdict: "failed" });
    expect(report.checks[0]?.found).toContain("private index");
  });

  it("says where nobody answers, and what is no address", async () => {
    const terminal = createRecordingTerminal();
    expect(await runCommand(["doctor", "--public", "http://127.0.0.1:1/"], terminal)).toBe(1);
    expect(terminal.printed.join(" ")).toContain("http://127.0.0.1:1/manifest.json cannot be asked for");
    const unknown = createRecordingTerminal();
    expect(await runCommand(["doctor", "--public", "http://poisk.invalid/", "--json"], unknown)).toBe(1);
    expect(JSON.parse(unknown.printed.join("\n")).checks[0].found).toMatch(
      /manifest\.json cannot be asked for: no host has the name poisk\.invalid \(ENOTFOUND\)\.|cannot be looked up now \(EAI_AGAIN\)\.$/,
    );
    for (const address of ["news.example", "ftp://news.example/"]) {
      const refused = createRecordingTerminal();
      expect(await runCommand(["doctor", "--public", address], refused)).toBe(2);
      expect(refused.noted.join(" ")).toContain("--public must be an address");
    }
  });
});
