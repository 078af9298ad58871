/**
 * The index of the playground, in memory: reads uploads, indexes what they hold and answers paths of the HTTP API, all
 * by the code of the functions.
 */
import { systemClock } from "../../../src/clock.ts";
import { createHttpApp } from "../../../src/http/http.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import { articleIndexOptions } from "../../../src/schema/schema.ts";
import { createSearch } from "../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import type { PathAnswer, UploadReading } from "./messages.ts";
import { readUpload } from "./reading.ts";

/** The host is nobody's (RFC 6761). */
const HOST = "https://playground.invalid";

/** Needs an open dictionary (openRussianDictionary). */
export class PlaygroundIndex {
  #parts = openParts();

  /** Reads an upload and indexes its articles in the place of those that its name had. */
  async add(name: string, bytes: Uint8Array): Promise<UploadReading> {
    const { writer } = this.#parts;
    const { articles, reading } = await readUpload(name, bytes, systemClock.nowMs());
    if (articles.length > 0) {
      await writer.apply([{ sourceKey: `articles/${name}`, version: String(systemClock.nowMs()), articles }]);
    }
    return reading;
  }

  async ask(path: string): Promise<PathAnswer> {
    const answer = await this.#parts.app.fetch(new Request(new URL(path, HOST)));
    return { status: answer.status, body: await answer.text() };
  }

  clear(): void {
    this.#parts = openParts();
  }
}

function openParts() {
  const [store, clock, ids] = [new MemoryObjectStore(), systemClock, systemIdSource];
  const writer = new IndexWriter({ store, options: articleIndexOptions });
  // What was just added is to be found.
  const search = createSearch({ store, clock, ids, revalidateMs: 0 });
  const { meter } = search;
  const logger = { info: () => {}, error: (event: string, fields: object) => console.error(event, fields) };
  return { writer, app: createHttpApp({ search, meter, clock, ids, logger, widget: null }) };
}
