/**
 * The command over a folder, over a bucket behind the local S3 endpoint, and over two there, in this process.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../functions/cli/program/program.ts";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { FileObjectStore, MemoryObjectStore } from "../../src/store/local.ts";
import { TwoBucketObjectStore } from "../../src/store/store.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

export const PLACES = ["a folder", "a bucket"] as const;

/** Bucket of the index, if it has its own: one that lists in no order. */
const INDEX_BUCKET = "index--use1-az4--x-s3";

export type CommandPlace = Awaited<ReturnType<typeof openPlace>>;

/** An empty one; `store` sees what the command sees. */
export async function openPlace(kind: (typeof PLACES)[number] | "two buckets") {
  const folder = await makeTemporaryFolder();
  const root = join(folder.path, "data");
  await mkdir(root);
  const bucket = new FileObjectStore(root);
  const ofIndex = kind === "two buckets" ? { name: INDEX_BUCKET, store: new MemoryObjectStore() } : null;
  const store = ofIndex === null ? bucket : new TwoBucketObjectStore(bucket, ofIndex.store, defaultKeyLayout);
  const endpoint =
    kind === "a folder"
      ? null
      : await startS3Endpoint({
          store: bucket,
          bucket: "articles-bucket",
          ...(ofIndex === null ? {} : { indexBucket: ofIndex }),
        });
  const location =
    endpoint === null
      ? ["--data-dir", root]
      : [
          ...["--bucket", "articles-bucket", "--endpoint", endpoint.url],
          ...(ofIndex === null ? [] : ["--index-bucket", ofIndex.name]),
        ];
  /** Runs `poisk` there. */
  const poisk = async (verb: string, ...args: string[]) => {
    const terminal = createRecordingTerminal();
    const exitCode = await runCommand([verb, ...location, ...args], terminal);
    return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted.join("\n") };
  };
  /** A file beside the place; gives its path. */
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder.path, name);
    await writeFile(path, content);
    return path;
  };
  return {
    store,
    poisk,
    write,
    put: async (name: string, content: string | Uint8Array) => poisk("put", await write(name, content)),
    search: async (words: string) =>
      JSON.parse((await poisk("search", "--json", "--match", "all", words)).printed) as {
        readonly total: number;
        readonly hits: readonly {
          readonly id: string;
          readonly href: string;
          readonly key: string;
          readonly url: string | null;
          readonly source: string | null;
          readonly title: { readonly text: string };
        }[];
      },
    close: async () => {
      await endpoint?.close();
      await folder.remove();
    },
  };
}
