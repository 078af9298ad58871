/**
 * `poisk serve` over a folder whose disk is full, or may only be read; and what docs/operations.md says of a full disk,
 * step by step.
 */
import { execFile } from "node:child_process";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createToken, tokenEntry } from "../../functions/push/push-tokens.ts";
import { systemIdSource } from "../../src/id-source.ts";
import type { ReadinessAnswer } from "../../src/search-api.ts";
import { commandsOf, differencesOf, parseBlocks, parseShownJson } from "../documentation/documented-page.ts";
import { type RunningServe, requireRunning, startServe } from "../functions/running-serve.ts";
import { makeSmallDisk, type SmallDisk } from "../support/small-disk.ts";

const TOKEN = createToken(systemIdSource);

let disk: SmallDisk;
let serve: RunningServe;

const start = async () => {
  const args = ["--data-dir", join(disk.path, "data"), "--every", "1", "--metrics-port", "0"];
  serve = requireRunning(await startServe(args, { POISK_PUSH_TOKENS: tokenEntry(TOKEN, "2999-12-31", "") }));
  await serve.untilLogged("ready");
};

const article = (title: string) =>
  JSON.stringify({ title, text: `${title}. Это случилось рано утром, сообщили в порту. `.repeat(5) });

const push = async (key: string, title: string) => {
  const body = article(title);
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await fetch(`${serve.url}/articles/${key}`, { method: "PUT", body, headers });
  return { status: response.status, code: ((await response.json()) as { code?: string }).code };
};

const readiness = async () => {
  const response = await fetch(`${serve.url}/readyz`);
  return { status: response.status, answer: (await response.json()) as ReadinessAnswer };
};

const metrics = async () => {
  const line = serve.log().find(({ event }) => event === "metrics-listening");
  return (await fetch(`${line?.url}/metrics`)).text();
};

const WAIT = { timeout: 60_000, interval: 100 };

/**
 * The server frees room now and then, such as that of a replaced manifest: it is taken too, until none came for a
 * second.
 */
const fillBesideServer = async () => {
  for (let quiet = 0; quiet < 4; quiet += 1) {
    if (disk.fill() > 0) quiet = 0;
    await sleep(250);
  }
};

const untilUploadsAre = (ready: boolean) =>
  vi.waitUntil(async () => (await readiness()).answer.uploads?.ready === ready, WAIT);

beforeEach(async () => {
  disk = await makeSmallDisk(4 * 1024 * 1024);
  await start();
  await untilUploadsAre(true);
  expect((await push("a.json", "Ледокол вышел в море")).status).toBe(202);
  await serve.untilFound("ледокол", ["Ледокол вышел в море"]);
});
afterEach(async () => {
  await serve.end("SIGKILL");
  await disk.remove();
});

describe("a server that starts on a disk where it cannot write", () => {
  it.each([
    ["is full", "store-full", 507, () => disk.fill(), () => disk.clear()],
    ["is read-only", "store-read-only", 503, () => disk.remount("ro"), () => disk.remount("rw")],
  ] as const)(
    "that %s answers searches, says why it takes no uploads, and takes them when it can",
    async (...given) => {
      const [, code, status, breakDisk, repairDisk] = given;
      await serve.end("SIGTERM");
      breakDisk();
      await start();
      await serve.untilFound("ледокол", ["Ледокол вышел в море"]);
      const refused = { ready: false, code };
      expect(await readiness()).toEqual({ status: 200, answer: { ready: true, uploads: refused, indexing: refused } });
      expect(await push("b.json", "Буксир вышел в море")).toEqual({ status, code });
      const told = await metrics();
      expect(told).toMatch(/^poisk_uploads_ready 0$/m);
      expect(told).toMatch(/^poisk_indexing_ready 0$/m);
      expect(told).toContain(`poisk_store_probes_total{result="${code}"}`);
      expect(serve.log().filter(({ event }) => event === "not-ready-for-uploads")).toHaveLength(1);
      repairDisk();
      await untilUploadsAre(true);
      expect((await push("b.json", "Буксир вышел в море")).status).toBe(202);
      await serve.untilFound("буксир", ["Буксир вышел в море"]);
    },
  );
});

it("a disk that becomes full is told by the first push, which gets 507, and by /readyz until there is room", async () => {
  await fillBesideServer();
  expect(await push("b.json", "Буксир вышел в море")).toEqual({ status: 507, code: "store-full" });
  expect((await readiness()).answer).toMatchObject({ ready: true, uploads: { ready: false, code: "store-full" } });
  expect(await serve.find("ледокол")).toEqual(["Ледокол вышел в море"]);
  disk.clear();
  await untilUploadsAre(true);
  expect((await push("b.json", "Буксир вышел в море")).status).toBe(202);
});

it.each([
  ["until there is room", async () => {}],
  ["and no more once the process that indexes was started anew", () => serve.killIndexing()],
])("a disk without room for what is to be indexed is told by /readyz and the metrics %s", async (_until, before) => {
  const told = async () => {
    const gauge = /^poisk_indexing_ready (\d)$/m.exec(await metrics())?.[1];
    return { ...(await readiness()).answer.indexing, gauge };
  };
  await vi.waitUntil(async () => (await told()).ready, WAIT);
  await writeFile(join(disk.path, "b.json"), article("Буксир вышел в море"));
  await fillBesideServer();
  await rename(join(disk.path, "b.json"), join(disk.path, "data/articles/b.json"));
  await vi.waitFor(async () => expect(await told()).toEqual({ ready: false, code: "store-full", gauge: "0" }), WAIT);
  await before();
  disk.clear();
  await vi.waitFor(async () => expect(await told()).toEqual({ ready: true, gauge: "1" }), WAIT);
  await serve.untilFound("буксир", ["Буксир вышел в море"]);
});

it("docs/operations.md leads out of a full disk, and what was acknowledged is found afterwards", async () => {
  const page = await readFile(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const blocks = parseBlocks("docs/operations.md", page).filter(({ headings }) => headings.includes("A full disk"));
  const [ask, check] = commandsOf(blocks);
  const run = async (commands = "") => {
    const here = commands.replaceAll("http://127.0.0.1:8080", serve.url).replaceAll(".data", join(disk.path, "data"));
    const script = `poisk() { "${process.execPath}" dist/cli/main.js "$@"; }\n${here}`;
    return (await promisify(execFile)("bash", ["-euc", script])).stdout;
  };
  await fillBesideServer();
  expect((await push("b.json", "Буксир вышел в море")).status).toBe(507);
  // The page says that `indexing` may be ready or not.
  const answered = { ...JSON.parse(await run(ask?.text)), indexing: { ready: true } };
  expect(differencesOf(parseShownJson(ask?.answer?.text ?? ""), answered)).toEqual([]);
  disk.clear();
  await vi.waitUntil(async () => {
    const { uploads, indexing } = (await readiness()).answer;
    return uploads?.ready === true && indexing?.ready === true;
  }, WAIT);
  const checked = await run(check?.text);
  expect(checked).toContain("1 article");
  expect((await push("b.json", "Буксир вышел в море")).status).toBe(202);
  await serve.untilFound("буксир", ["Буксир вышел в море"]);
  expect(await serve.find("ледокол")).toEqual(["Ледокол вышел в море"]);
});
