/**
 * The engines that the bench knows. Each is loaded only in the process that measures it.
 */
import type { BenchEngine, EngineName } from "./engine.ts";

export interface EngineEntry {
  readonly title: string;
  /** Remark on the setup, which readers of the figures must know. */
  readonly note: string;
  /** A module of test/bench/peers that it needs. */
  readonly peerModule?: string;
  /** The engine whose index it searches; its own where none is named. */
  readonly indexOf?: EngineName;
  /** True if it is another way to the same index, so that only the building is measured. */
  readonly isBuiltOnly?: true;
  load(): Promise<BenchEngine>;
}

export const engines: Readonly<Record<EngineName, EngineEntry>> = {
  poisk: {
    title: "poisk, local folder",
    note: "built by poisk import on all cores, with the merges due at its end; texts kept; searched with its default cache of 128 MB",
    load: async () => (await import("./engines/poisk.ts")).localPoisk,
  },
  "poisk-writer": {
    title: "poisk, library writer",
    note: "the same index built by IndexWriter.apply, 1,000 articles at a time on one core, inverted by MiniSearch, with the merges due",
    isBuiltOnly: true,
    load: async () => (await import("./engines/poisk.ts")).libraryPoisk,
  },
  "poisk-s3": {
    title: "poisk, S3 simulated",
    note: "the same index behind 25 ms to first byte and 85 MB/s a connection",
    indexOf: "poisk",
    load: async () => (await import("./engines/poisk.ts")).distantPoisk,
  },
  minisearch: {
    title: "MiniSearch, one JSON",
    note: "the same analyzer; titles kept, no texts",
    load: async () => (await import("./engines/minisearch.ts")).miniSearchEngine,
  },
  orama: {
    title: "Orama",
    note: "the same analyzer; keeps the articles whole; matches by prefix, as it does by default",
    peerModule: "@orama/orama",
    load: async () => (await import("./engines/orama.ts")).oramaEngine,
  },
  flexsearch: {
    title: "FlexSearch",
    note: "the same analyzer; titles kept, no texts; no BM25 ranking",
    peerModule: "flexsearch",
    load: async () => (await import("./engines/flexsearch.ts")).flexSearchEngine,
  },
  lunr: {
    title: "Lunr, Russian plug-in",
    note: "its own Russian stemmer and stop words; keeps ids alone",
    peerModule: "lunr-languages/lunr.ru",
    load: async () => (await import("./engines/lunr.ts")).lunrEngine,
  },
  sqlite: {
    title: "SQLite FTS5",
    note: "terms of the same analyzer in a contentless table, texts in another; a local file",
    peerModule: "better-sqlite3",
    load: async () => (await import("./engines/sqlite.ts")).sqliteEngine,
  },
};
