/**
 * A processor's thread in which the first word of an upload decides what its reading does: threads really die here.
 */

import { existsSync } from "node:fs";
import { isMainThread, parentPort } from "node:worker_threads";
import { rejectedResult, rejection } from "../../../../src/articles/articles.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { type ArticleProcessor, directProcessor, serveTasks } from "../../../support/inside/ingest.ts";

const kept: unknown[] = [];

/** Some of what a defect, or a hostile page, might do. */
const DEEDS: Readonly<Record<string, (second: string) => Promise<void> | void>> = {
  loop: () => {
    for (;;);
  },
  // The second word is the path of a file that ends the loop when it is there.
  until: (path) => {
    while (!existsSync(path));
  },
  // In small pieces: where one that is large, a list that grows, meets the limit, V8 ends the process and not the
  // thread.
  heap: () => {
    for (let i = 0, before: unknown = null; ; i += 1) before = { before, text: `слово ${i}` };
  },
  // Stays behind in the thread: some 30 MB.
  leave: () => {
    for (let i = 0; i < 400_000; i += 1) kept.push({ text: `слово ${i}` });
  },
  exit: () => process.exit(7),
  throw: () => {
    setImmediate(() => {
      throw new Error("Nobody catches this.");
    });
    return new Promise(() => {});
  },
  stack: () => {
    const deeper = (depth: number): number => deeper(depth + 1) + 1;
    deeper(0);
  },
  defect: () => {
    (undefined as unknown as { parse(): void }).parse();
  },
  memory: () => {
    throw new RangeError("Array buffer allocation failed");
  },
  silence: () => new Promise(() => {}),
};

const direct = directProcessor(resolvedArticleOptions);

const hostile: ArticleProcessor = {
  ...direct,
  read: async (bytes, context, onPlaced) => {
    const [word = "", second = ""] = new TextDecoder().decode(bytes.subarray(0, 400)).split(/\s/);
    if (word === "who") return rejectedResult(rejection("no-text", JSON.stringify(process.env)));
    await DEEDS[word]?.(second);
    return direct.read(bytes, context, onPlaced);
  },
  build: async (sources) => {
    for (const { documents } of sources) {
      for (const { text } of documents) await DEEDS[/^build-(\w+)/.exec(String(text))?.[1] ?? ""]?.("");
    }
    return direct.build(sources);
  },
};

if (!isMainThread && parentPort !== null) serveTasks(parentPort, hostile);
