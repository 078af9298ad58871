/**
 * The local server whole: what is uploaded, dropped, overwritten and deleted, as HTTP sees it.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { LOCAL_BUCKET, type LocalServer, startLocalServer } from "../../infra/local/local-server.ts";
import { parseLocalSettings } from "../../infra/local/local-settings.ts";
import type { SearchAnswer } from "../../src/search-api.ts";
import { createRecordingTerminal, type RecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

/** The search box is bundled once, and not for each of the servers. */
vi.mock("../../infra/widget-bundle.mjs", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../infra/widget-bundle.mjs")>();
  let widget: ReturnType<typeof original.bundleWidget> | undefined;
  return {
    ...original,
    bundleWidget: (rootFolder: string) => {
      widget ??= original.bundleWidget(rootFolder);
      return widget;
    },
  };
});

type TemporaryFolder = Awaited<ReturnType<typeof makeTemporaryFolder>>;

const article = (text: string): string =>
  JSON.stringify({ title: "Заметка", text: `${text} Такое событие город запомнит надолго, считают жители и гости.` });

async function search(server: LocalServer, query: string): Promise<SearchAnswer> {
  const response = await fetch(
    `${server.url}/search?${new URLSearchParams({ q: query, match: "all", correct: "off" })}`,
  );
  expect(response.status).toBe(200);
  return (await response.json()) as SearchAnswer;
}

/** Asks until the server says so; an upload is found about a second later. */
function untilTotal(server: LocalServer, query: string, total: number): Promise<void> {
  return vi.waitFor(async () => expect((await search(server, query)).total).toBe(total), {
    timeout: 10_000,
    interval: 50,
  });
}

const settingsOf = (dataFolder: string) =>
  parseLocalSettings({ PORT: "0", S3_PORT: "0", DEMO_PORT: "0", DATA_DIR: dataFolder });

const start = (dataFolder: string, terminal: RecordingTerminal = createRecordingTerminal()) =>
  startLocalServer(settingsOf(dataFolder), terminal);

describe("a running local server", () => {
  let folder: TemporaryFolder;
  let server: LocalServer;
  let client: S3Client;
  const terminal = createRecordingTerminal();
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    server = await start(folder.path, terminal);
    client = new S3Client({
      endpoint: server.s3Url,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId: "anyone", secretAccessKey: "anyone" },
    });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
    await folder.remove();
  });

  const upload = (key: string, body: string) =>
    client.send(new PutObjectCommand({ Bucket: LOCAL_BUCKET, Key: key, Body: body }));

  it("has the sample articles indexed in an empty folder, and says so before and after", async () => {
    const told = terminal.printed.map((line) => line.replace(/^\S+ +/, ""));
    expect(told[0]).toBe("The folder was empty: put 40 sample articles into it, and indexes them now.");
    expect(told.find((line) => line.startsWith("ready"))).toBe("ready     40 articles are found");
    const readiness = await fetch(`${server.url}/readyz`);
    expect([readiness.status, await readiness.json()]).toEqual([200, { ready: true, indexing: { ready: true } }]);
    const response = await fetch(`${server.url}/status`);
    expect(await response.json()).toMatchObject({ documents: 40, rejected: 0 });
    expect((await search(server, "полярного ледокола")).total).toBeGreaterThan(0);
  });

  it("finds an upload of the SDK, its replacement, and not what was deleted", async () => {
    const key = "articles/новости дня/первая заметка.json";
    await upload(key, article("На набережной открыли пальмариум."));
    await untilTotal(server, "пальмариума", 1);
    expect((await search(server, "пальмариум")).hits[0]?.key).toBe(key);

    await upload(key, article("На набережной открыли дельфинарий."));
    await untilTotal(server, "дельфинария", 1);
    expect((await search(server, "пальмариум")).total).toBe(0);

    await client.send(new DeleteObjectCommand({ Bucket: LOCAL_BUCKET, Key: key }));
    await untilTotal(server, "дельфинарий", 0);
  });

  it("finds a file that is dropped into the folder, and not one that is removed from it", async () => {
    const path = join(folder.path, "articles/by-hand/дирижабль.json");
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, article("Над городом пролетел дирижаблик."));
    await untilTotal(server, "дирижаблика", 1);
    await writeFile(path, article("Над городом пролетел параплан."));
    await untilTotal(server, "параплан", 1);
    expect((await search(server, "дирижаблик")).total).toBe(0);
    await rm(path);
    await untilTotal(server, "параплан", 0);
  });

  it("takes a good article's text away when a broken file overwrites it, and says why", async () => {
    await upload("articles/broken.json", article("В парке зацвёл гибискус."));
    await untilTotal(server, "гибискус", 1);
    await upload("articles/broken.json", '{"text": ');
    await untilTotal(server, "гибискус", 0);
    // It is told when the commit is done, which searches may see before.
    await vi.waitFor(
      () => expect(terminal.printed.join("\n")).toMatch(/rejected {2}articles\/broken\.json: ./),
      10_000,
    );
  });

  it("sends nothing but the page's own files", async () => {
    expect((await fetch(server.url)).headers.get("content-type")).toBe("text/html; charset=utf-8");
    for (const path of ["/..%2f..%2f..%2fpackage.json", "/%2e%2e/local-server.ts", "/start.ts"]) {
      expect((await fetch(server.url + path)).status).toBe(404);
    }
  });

  it("listens on loopback alone", () => {
    expect([server.url, server.s3Url].map((url) => new URL(url).hostname)).toEqual(["127.0.0.1", "127.0.0.1"]);
  });
});

describe("a local server over a folder that is there already", () => {
  let folder: TemporaryFolder;
  const servers: LocalServer[] = [];
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    await mkdir(join(folder.path, "articles"));
    await writeFile(join(folder.path, "articles/a.json"), article("В порт вошла бригантина."));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await folder.remove();
  });
  const startOnce = async (terminal?: RecordingTerminal): Promise<LocalServer> => {
    const server = await start(folder.path, terminal);
    servers.push(server);
    return server;
  };
  const stop = async (): Promise<void> => servers.pop()?.close();

  it("indexes what lies there, and adds no samples", async () => {
    const server = await startOnce();
    expect((await search(server, "бригантины")).total).toBe(1);
    expect((await search(server, "")).total).toBe(1);
  });

  it("brings in what changed while it was off", async () => {
    await startOnce();
    await stop();
    await rm(join(folder.path, "articles/a.json"));
    await writeFile(join(folder.path, "articles/b.json"), article("В порт вошла каравелла."));
    const terminal = createRecordingTerminal();
    const server = await startOnce(terminal);
    expect((await search(server, "бригантина")).total).toBe(0);
    expect((await search(server, "каравелла")).total).toBe(1);
    expect(terminal.printed.join("\n")).toContain("Found 1 new, 0 changed and 1 deleted uploads");
  });

  it("leaves a bucket empty that its owner emptied", async () => {
    await startOnce();
    await stop();
    await rm(join(folder.path, "articles/a.json"));
    const server = await startOnce();
    expect((await search(server, "")).total).toBe(0);
    await stop();
    expect((await search(await startOnce(), "")).total).toBe(0);
  });

  it("makes an index anew that other rules made, and one that it cannot read", async () => {
    const path = join(folder.path, "index/manifest.json");
    await startOnce();
    await stop();
    const { checksum: _, ...manifest } = JSON.parse(await readFile(path, "utf8"));
    for (const other of [{ ...manifest, analyzer: "russian-0" }, { ...manifest, format: 99 }, { segments: 1 }]) {
      await writeFile(path, JSON.stringify(other));
      const terminal = createRecordingTerminal();
      const server = await startOnce(terminal);
      expect((await search(server, "бригантина")).total).toBe(1);
      expect(terminal.noted).toEqual([expect.stringContaining("made anew from the uploads")]);
      await stop();
    }
  });

  it("says of a folder that cannot be one which variable changes it", async () => {
    await writeFile(join(folder.path, "file"), "");
    for (const dataFolder of [join(folder.path, "file"), join(folder.path, "file/inside")]) {
      const started = startLocalServer(settingsOf(dataFolder), createRecordingTerminal());
      await expect(started).rejects.toThrow(`The folder ${dataFolder} cannot be made: a file is in its way.`);
      await expect(started).rejects.toThrow("DATA_DIR=");
    }
  });

  it("says of a port that is taken which variable changes it, and leaves nothing running", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const settings = { ...settingsOf(folder.path), s3Port: port };
    await expect(startLocalServer(settings, createRecordingTerminal())).rejects.toThrow(
      `Port ${port} is taken by another program. Stop it, or choose another port: S3_PORT=`,
    );
    await new Promise((resolve) => other.close(resolve));
  });

  it("tells of a variable that is named as a setting and is none", async () => {
    vi.stubEnv("POISK_FEED_HOSTS", "news.example");
    const terminal = createRecordingTerminal();
    await startOnce(terminal);
    vi.unstubAllEnvs();
    const told = terminal.printed.map((line) => line.replace(/^\S+ +/, ""));
    expect(told).toContain("poisk has no setting POISK_FEED_HOSTS and ignores it.");
  });
});
