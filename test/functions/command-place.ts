/**
 * The command over a folder, and over a bucket behind the local S3 endpoint, in this process.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../functions/cli/program/program.ts";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { FileObjectStore } from "../../src/storage/file/file-object-store.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

export const PLACES = ["a folder", "a bucket"] as const;

export type CommandPlace = Awaited<ReturnType<typeof openPlace>>;

/** An empty one; `store` sees what the command sees. */
export async function openPlace(kind: (typeof PLACES)[number]) {
  const folder = await makeTemporaryFolder();
  const root = join(folder.path, "data");
  await mkdir(root);
  const store = new FileObjectStore(root);
  const endpoint = kind === "a bucket" ? await startS3Endpoint({ store, bucket: "articles-bucket" }) : null;
  const location =
    endpoint === null ? ["--data-dir", root] : ["--bucket", "articles-bucket", "--endpoint", endpoint.url];
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
