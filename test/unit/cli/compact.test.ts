import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../../../functions/cli/program/program.ts";
import { defaultKeyLayout, type IndexContext } from "../../../src/index/shared.ts";
import { Ingester } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { FileObjectStore } from "../../../src/store/local.ts";
import { ManualClock, seededIds } from "../../support/deterministic.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { presentManifest } from "../../support/live-index.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

let folder: { path: string; remove: () => Promise<void> };
let context: IndexContext;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  context = {
    store: new FileObjectStore({ rootFolder: folder.path }),
    layout: defaultKeyLayout,
    clock: new ManualClock(Date.now()),
    ids: seededIds(),
  };
});

afterEach(() => folder.remove());

async function ingest(...names: string[]): Promise<void> {
  const keys = [];
  for (const name of names) keys.push(await upload(context, name, articleUpload(`Новость ${name}`)));
  await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);
}

async function poisk(...args: string[]) {
  const terminal = createRecordingTerminal();
  const exitCode = await runCommand(["compact", "--data-dir", folder.path, ...args], terminal);
  return { exitCode, printed: terminal.printed, noted: terminal.noted };
}

describe("poisk compact", () => {
  it("says where nothing is due", async () => {
    await ingest("a.json");
    expect(await poisk()).toEqual({
      exitCode: 0,
      printed: ["Nothing is due to be merged. The index has 1 segment."],
      noted: [],
    });
  });

  it("tells of what is deleted, and removes it at once where it is asked to", async () => {
    await ingest("a.json", "b.json", "c.json");
    await ingest("c.json");
    await context.store.delete("articles/b.json" as never);
    await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(["articles/b.json" as never]);
    const dead = (await presentManifest(context)).segments.map(
      ({ documents, liveDocuments }) => documents - liveDocuments,
    );
    const purged = await poisk("--purge");
    expect(purged.exitCode).toBe(0);
    expect(dead.some((count) => count > 0)).toBe(true);
    expect(purged.noted[0]).toMatch(/^rewriting \d segments?, [\d.]+ KB …$/);
    expect(purged.printed[0]).toMatch(
      /^purged {2}\d segments? into one: \d articles?, [\d.]+ KB; \d dead articles? left/,
    );
    expect(purged.printed.at(-2)).toMatch(/^Deleted \d+ old files? of the index\.$/);
    expect(purged.printed.at(-1)).toBe("The index's files hold no deleted text any more.");
    const { segments } = await presentManifest(context);
    expect(segments.every(({ documents, liveDocuments }) => documents === liveDocuments)).toBe(true);
  });

  it("says in an empty folder how to begin", async () => {
    expect(await poisk()).toMatchObject({ exitCode: 1, noted: [expect.stringContaining("poisk put")] });
  });
});
