/**
 * The steps of the Dockerfile, carried out in a fresh root that debootstrap makes of the same Debian, and what they
 * give run as compose.yaml runs it: by its user, without any capability, over a root that cannot be written, beside a
 * store that speaks S3.
 *
 * All of it lies in memory, in a name space of mounts that ends with the processes in it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { type S3Endpoint, startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import type { SearchAnswer } from "../../src/search-api.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { parseObjectKey } from "../../src/store/store.ts";
import { parseBlocks } from "../documentation/documented-page.ts";
import { type DockerfileStep, parseDockerfile } from "../support/dockerfile.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const CONTEXT = fileURLToPath(new URL("../..", import.meta.url));
const dockerfile = parseDockerfile(await readFile(join(CONTEXT, "Dockerfile"), "utf8"));
const { services } = parse(await readFile(join(CONTEXT, "compose.yaml"), "utf8"));

const [, suite = ""] = /^debian:([a-z]+)-slim$/.exec(dockerfile.from) ?? [];
/**
 * Folders missing in `debian:…-slim`: it has the required packages and apt, without pages that nobody reads in an
 * image.
 */
const UNREAD = ["/usr/share/doc", "/usr/share/man", "/usr/share/locale", "/usr/share/info"];
const [user = "", group = ""] = dockerfile.user.split(":");
const PORT = 18_080;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Makes the command of a step in the root that `$ROOT` names. */
function commandOf(step: DockerfileStep): string {
  if (step.kind === "run") return `chroot "$ROOT" /bin/sh -c ${quoted(step.shell)}`;
  const to = quoted(step.to);
  const from = step.from.map((path) => quoted(join(CONTEXT, path))).join(" ");
  // A folder is copied as what is in it (Dockerfile reference, "COPY").
  return step.to.endsWith("/")
    ? `mkdir -p "$ROOT"/${to} && cp ${from} "$ROOT"/${to}`
    : `mkdir -p "$ROOT"/${to} && cp -r ${from}/. "$ROOT"/${to}`;
}

/** Builds, says how many bytes the image has packed, and becomes the container. */
function script(root: string, args: readonly string[]): string {
  const command = [...dockerfile.entrypoint, ...args].map(quoted).join(" ");
  return `set -e
ROOT=${quoted(root)}
mount -t tmpfs -o size=1g none "$ROOT"
debootstrap --variant=minbase ${suite} "$ROOT" >&2
rm -rf ${UNREAD.map((path) => `"$ROOT"${path}/*`).join(" ")}
mount -t proc none "$ROOT/proc"
cp /etc/resolv.conf "$ROOT/etc/resolv.conf"
${dockerfile.steps.map((step) => `{ ${commandOf(step)}; } >&2`).join("\n")}
umount "$ROOT/proc"
echo "{\\"event\\":\\"packed\\",\\"sizeBytes\\":$(tar -C "$ROOT" --one-file-system -c . | gzip -1 | wc -c)}"
mount -t proc none "$ROOT/proc"
mount -o remount,ro "$ROOT"
mount -t tmpfs none "$ROOT/tmp"
cd "$ROOT"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin ${Object.entries({ ...dockerfile.environment, ...environment })
    .map(([name, value]) => quoted(`${name}=${value}`))
    .join(" ")} chroot "$ROOT" \\
  setpriv --reuid=${user} --regid=${group} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \\
  /bin/sh -c ${quoted(`cd ${dockerfile.workdir} && exec "$@"`)} sh ${command}
`;
}

/** Variables that compose.yaml sets, with its own defaults. */
const environment: Record<string, string> = Object.fromEntries(
  Object.entries<string>(services.search.environment).map(([name, value]) => [
    name,
    value.replace(/\$\{\w+:-(.*)\}/, "$1"),
  ]),
);

describe("the image of the Dockerfile", () => {
  const store = new MemoryObjectStore();
  let endpoint: S3Endpoint;
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let container: ChildProcess;
  let [said, noted] = ["", ""];
  const lines = (): Record<string, unknown>[] =>
    said
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  const until = (event: string) =>
    vi.waitUntil(
      () => {
        if (container.exitCode !== null) throw new Error(`It ended with ${container.exitCode}:\n${said}\n${noted}`);
        return lines().find((line) => line.event === event);
      },
      { timeout: 550_000, interval: 100 },
    );

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    const command: string[] = services.search.command;
    const bucket = command[command.indexOf("--bucket") + 1] ?? "";
    endpoint = await startS3Endpoint({ store, bucket });
    const args = [...command.map((word) => (word === "http://store:9000" ? endpoint.url : word)), "--port", `${PORT}`];
    container = spawn("unshare", ["--mount", "/bin/bash", "-c", script(folder.path, args)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    container.stdout?.on("data", (chunk) => {
      said += chunk;
    });
    container.stderr?.on("data", (chunk) => {
      noted += chunk;
    });
    await until("listening");
  }, 600_000);

  afterAll(async () => {
    if (container.exitCode === null) {
      container.kill("SIGKILL");
      await once(container, "close");
    }
    await endpoint.close();
    await folder.remove();
  });

  it("has less than 150 MB, packed", async () => {
    const sizeBytes = Number((await until("packed"))?.sizeBytes);
    console.log(`The image has ${(sizeBytes / 1e6).toFixed(1)} MB, packed by gzip.`);
    expect(sizeBytes).toBeLessThan(150e6);
    expect(sizeBytes).toBeGreaterThan(20e6);
  });

  it("finds an article that was put into the bucket, as a user who may write nothing", async () => {
    const text = `Паром встал на ремонт. ${"Подробности сообщат утром. ".repeat(8)}`;
    const bytes = new TextEncoder().encode(JSON.stringify({ title: "Паром встал на ремонт", text }));
    await store.putIfAbsent(parseObjectKey("articles/parom.json"), bytes);
    const find = async (): Promise<string[]> => {
      const response = await fetch(`http://127.0.0.1:${PORT}/search?q=паром`);
      return response.ok ? ((await response.json()) as SearchAnswer).hits.map(({ title }) => title.text) : [];
    };
    await vi.waitUntil(async () => (await find()).length > 0, { timeout: 100_000, interval: 200 });
    expect(await find()).toEqual(["Паром встал на ремонт"]);
    const status = await readFile(`/proc/${container.pid}/status`, "utf8");
    expect(status).toMatch(new RegExp(`^Uid:\\t${user}\\t${user}\\t.*\\nGid:\\t${group}\\t${group}\\t`, "m"));
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^CapBnd:\t0+$/m);
    const mounts = await readFile(`/proc/${container.pid}/mountinfo`, "utf8");
    expect(mounts).toMatch(/^\d+ \d+ \S+ \/ \/ ro,.* tmpfs /m);
  });

  it("has the search box, and is healthy by its own check", async () => {
    const widget = await fetch(`http://127.0.0.1:${PORT}/widget.js`);
    expect([widget.status, widget.headers.get("Content-Type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    const [node, ...args] = dockerfile.healthCommand.map((word) => word.replace("8080", `${PORT}`));
    expect(node).toBe("node");
    const check = spawn(process.execPath, args);
    expect(await once(check, "close")).toEqual([0, null]);
  });

  it("ends at SIGTERM with 0, in the ten seconds that an engine waits", async () => {
    const startMs = performance.now();
    container.kill("SIGTERM");
    expect(await once(container, "close")).toEqual([0, null]);
    console.log(`It ended after ${Math.round(performance.now() - startMs)} ms.`);
    expect(lines().at(-1)).toMatchObject({ event: "closed" });
  });
});

describe("compose.yaml", () => {
  it("gives the image no right that it can do without, and shows nothing to other machines", () => {
    expect(services.search).toMatchObject({
      read_only: true,
      tmpfs: ["/tmp"],
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      depends_on: { store: { condition: "service_healthy" } },
    });
    for (const { ports } of [services.search, services.store])
      expect(ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
    expect(services.store.image).toMatch(/:RELEASE\./);
  });
});

describe("the systemd unit of docs/self-hosting.md", () => {
  it("is read by systemd without a word", async () => {
    const page = await readFile(join(CONTEXT, "docs/self-hosting.md"), "utf8");
    const unit = parseBlocks("docs/self-hosting.md", page).find(({ language }) => language === "ini")?.text ?? "";
    const { path, remove } = await makeTemporaryFolder();
    try {
      const file = join(path, "poisk.service");
      await writeFile(file, unit.replace("/usr/bin/node", process.execPath));
      const verify = spawn("systemd-analyze", ["verify", "--man=no", file], { stdio: ["ignore", "ignore", "pipe"] });
      let complaints = "";
      verify.stderr.on("data", (chunk) => {
        complaints += chunk;
      });
      expect([await once(verify, "close"), complaints]).toEqual([[0, null], ""]);
    } finally {
      await remove();
    }
  });
});
