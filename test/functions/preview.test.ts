/**
 * `poisk preview` in a process of its own over a folder that `poisk publish` made, and where it must not serve.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { publishedKeyLayout } from "../../src/index/shared.ts";
import { createSearch } from "../../src/search/search.ts";
import { FetchObjectStore } from "../../src/store/web.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { openPlace } from "./command-place.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let place: Awaited<ReturnType<typeof openPlace>>;
let [data, site] = ["", ""];
beforeAll(async () => {
  place = await openPlace("a folder");
  const note = await place.write("parom.json", JSON.stringify({ title: "Паром", text: "Паром через Волгу." }));
  await place.poisk("put", note);
  [data, site] = [join(note, "..", "data"), join(note, "..", "public")];
  await place.poisk("publish", "--to", site);
});
afterAll(() => place.close());

async function run(...args: string[]) {
  const terminal = createRecordingTerminal();
  const exitCode = await runCommand(args, terminal);
  return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted.join("\n") };
}

describe("poisk preview", () => {
  let child: ChildProcess;
  let url = "";
  beforeAll(async () => {
    child = spawn(process.execPath, ["dist/cli/main.js", "preview", site, "--port", "0", "--json"], { cwd: ROOT });
    let stdout = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    await vi.waitUntil(() => stdout.endsWith("\n"), { timeout: 40_000, interval: 20 });
    url = (JSON.parse(stdout) as { readonly url: string }).url.replace("127.0.0.1", "localhost");
  });
  afterAll(() => child.kill("SIGKILL"));

  const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(new URL(path, url), { method, headers: { Origin: "https://reader.example", ...headers } });
  const segmentPath = async () => {
    const { segments } = (await (await ask("manifest.json")).json()) as { segments: { id: string }[] };
    return `segments/${segments[0]?.id}.segment`;
  };

  it("is content of poisk doctor --public", async () => {
    const { exitCode, printed } = await run("doctor", "--public", url);
    expect(
      printed
        .split("\n")
        .slice(1, -1)
        .filter((line) => !line.startsWith("ok ")),
    ).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it("answers a search over HTTP", async () => {
    const search = createSearch({ store: new FetchObjectStore({ address: url }), layout: publishedKeyLayout });
    const { hits } = await search.search({ text: "паром", match: "all", offset: 0, limit: 1 });
    expect(hits.map(({ key }) => key)).toEqual(["articles/parom.json"]);
  });

  it("sends ranges as they lie in the file, and the whole file where its state is another", async () => {
    const path = await segmentPath();
    const whole = await ask(path);
    const bytes = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get("ETag") ?? "";
    const ends: [string, Record<string, string>, number, string | null, Buffer][] = [
      ["bytes=4-9", {}, 206, `bytes 4-9/${bytes.length}`, bytes.subarray(4, 10)],
      ["bytes=4-", {}, 206, `bytes 4-${bytes.length - 1}/${bytes.length}`, bytes.subarray(4)],
      ["bytes=-6", {}, 206, `bytes ${bytes.length - 6}-${bytes.length - 1}/${bytes.length}`, bytes.subarray(-6)],
      ["bytes=4-9", { "If-Range": etag }, 206, `bytes 4-9/${bytes.length}`, bytes.subarray(4, 10)],
      ["bytes=4-9", { "If-Range": '"of-before"' }, 200, null, bytes],
      ["bytes=9-4", {}, 200, null, bytes],
      ["bytes=0-1,4-5", {}, 200, null, bytes],
      [`bytes=${bytes.length}-`, {}, 416, `bytes */${bytes.length}`, Buffer.alloc(0)],
    ];
    for (const [range, headers, status, told, body] of ends) {
      const answer = await ask(path, { Range: range, "Accept-Encoding": "gzip, br", ...headers });
      expect([range, answer.status, answer.headers.get("Content-Range")]).toEqual([range, status, told]);
      expect(answer.headers.get("Content-Encoding")).toBeNull();
      expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    }
  });

  it("sends scripts and the manifest compressed, and nothing of what has not changed", async () => {
    for (const path of ["widget/widget.js", "manifest.json"]) {
      const answer = await ask(path, { "Accept-Encoding": "gzip" });
      const told = answer.headers;
      expect([told.get("Vary"), told.get("Cache-Control")]).toEqual(["Accept-Encoding", "no-cache"]);
      expect(told.get("Access-Control-Allow-Origin")).toBe("*");
      expect((await ask(path, { "If-None-Match": told.get("ETag") ?? "" })).status).toBe(304);
    }
    expect((await ask("manifest.json", { "Accept-Encoding": "gzip" })).headers.get("Content-Encoding")).toBe("gzip");
    expect((await ask(await segmentPath())).headers.get("Cache-Control")).toContain("immutable");
  });

  it("allows pages of other sites to ask, by HEAD too, and nobody to write", async () => {
    const preflight = await ask("tails", { "Access-Control-Request-Headers": "range" }, "OPTIONS");
    expect([preflight.status, preflight.headers.get("Access-Control-Allow-Headers")]).toEqual([204, "Range"]);
    const head = await ask("tails", {}, "HEAD");
    expect([head.status, Number(head.headers.get("Content-Length")) > 0, await head.text()]).toEqual([200, true, ""]);
    expect((await ask("tails", {}, "PUT")).status).toBe(405);
  });

  it("has a page with the search box, until the folder has one of its own", async () => {
    const page = await ask("");
    expect(page.headers.get("Content-Security-Policy")).toContain("script-src 'self'");
    expect(await page.text()).toContain('<poisk-search index="/"');
    await writeFile(join(site, "index.html"), "<!doctype html><title>Газета</title>");
    expect(await (await ask("")).text()).toBe("<!doctype html><title>Газета</title>");
  });

  it("finds neither hidden files nor those outside of the folder", async () => {
    await mkdir(join(site, ".git"));
    await writeFile(join(site, ".git", "config"), "");
    await symlink(join(data, "index", "manifest.json"), join(site, "link.json"));
    for (const path of [".git/config", "link.json", "..%2fdata%2findex%2fmanifest.json", "segments", "%ff", "none"]) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    }
  });

  it("serves a picture with its type, and leads from a folder's name to its first page", async () => {
    await mkdir(join(site, "о нас"));
    await writeFile(join(site, "о нас", "index.html"), "<!doctype html><title>О нас</title>");
    await writeFile(join(site, "photo.png"), "");
    expect((await ask("photo.png")).headers.get("Content-Type")).toBe("image/png");
    const answer = await ask("о нас");
    expect([answer.url, await answer.text()]).toEqual([
      `${url}${encodeURI("о нас")}/`,
      "<!doctype html><title>О нас</title>",
    ]);
  });

  it("ends of a signal", async () => {
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});

it("poisk preview serves a site with the index below its first page", async () => {
  const whole = join(data, "..", "whole");
  await mkdir(whole);
  await writeFile(join(whole, "index.html"), "<!doctype html><title>Газета</title>");
  await place.poisk("publish", "--to", join(whole, "search"));
  const child = spawn(process.execPath, ["dist/cli/main.js", "preview", whole, "--port", "0", "--json"], { cwd: ROOT });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { readonly url: string };
  expect(await (await fetch(url)).text()).toContain("Газета");
  expect((await fetch(new URL("search/manifest.json", url))).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

describe("poisk preview says", () => {
  it.each<[string, () => string[], number, RegExp]>([
    [
      "that a folder is not there",
      () => ["/nonexistent"],
      1,
      /no published index in \/nonexistent, and no index\.html of a site\. Name the folder/,
    ],
    ["that a folder has no published index", () => [join(data, "articles")], 1, /There is no published index in /],
    ["that a private index must not be served", () => [join(data, "index")], 1, /private index.* must not be served/],
    ["that a private index must not be served below a folder", () => [data], 1, /private index.* must not be served/],
    ["what a port is", () => [site, "--port", "70000"], 2, /--port must be a whole number up to 65535/],
  ])("%s", async (_, args, exitCode, text) => {
    const said = await run("preview", ...args());
    expect([said.exitCode, said.noted]).toEqual([exitCode, expect.stringMatching(text)]);
  });

  it("that another program has the port", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    expect(await run("preview", site, "--port", `${port}`)).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining(`Port ${port} is taken by another program. Choose: --port.`),
    });
    other.close();
  });
});
