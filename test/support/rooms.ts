/**
 * The rooms of the repository: what each may import, by which doors the others enter it, and who may use each door.
 * test/unit/architecture.test.ts holds imports to this table, and the picture of docs/architecture.md too.
 *
 * A door is a file that is a list of names: all that others may use of a room. A room that has several has one for each
 * product, so that a page reaches nothing of Node and the query function no writer. The files of src/ itself are no
 * room: every room may import them, and they import none, but for src/index.ts, which is called `src` below.
 */
export interface Room {
  /** Rooms that it may import, and through these the rooms that they may. */
  readonly uses: readonly string[];
  /** Packages and modules of Node that it may import. */
  readonly packages: readonly string[];
  /** Rooms that enter by each door, by its name. */
  readonly doors: Readonly<Record<string, readonly string[]>>;
}

export const rooms: Readonly<Record<string, Room>> = {
  store: {
    uses: [],
    packages: ["node:*", "@aws-sdk/client-s3", "@smithy/hash-node", "@smithy/signature-v4"],
    doors: {
      "local.ts": ["functions", "infra", "src"],
      "s3.ts": ["functions", "infra", "src"],
      "store.ts": ["browser", "functions", "http", "index", "infra", "ingest", "search", "src"],
      "web.ts": ["browser", "index", "search", "src"],
    },
  },
  articles: {
    uses: [],
    packages: ["saxes", "valibot"],
    doors: {
      "articles.ts": ["functions", "infra", "ingest", "src"],
      "exports.ts": ["functions", "infra"],
      "feeds.ts": ["functions", "ingest"],
      "news.ts": ["api", "functions", "http", "infra", "ingest", "schema", "search", "src"],
    },
  },
  russian: {
    uses: ["index"],
    packages: ["node:zlib", "snowball-stemmers"],
    doors: {
      "dictionary.ts": ["infra"],
      "queries.ts": ["functions", "search", "src"],
      "titles.ts": ["schema", "search"],
      "words.ts": ["functions", "infra", "schema", "search", "src"],
    },
  },
  index: {
    uses: ["store"],
    packages: ["minisearch", "node:buffer", "node:util", "node:zlib", "valibot"],
    doors: {
      "publish.ts": ["functions"],
      "read.ts": ["functions", "http", "search", "src"],
      "shared.ts": ["browser", "functions", "infra", "ingest", "russian", "schema", "search", "src"],
      "write.ts": ["functions", "infra", "ingest"],
    },
  },
  schema: {
    uses: ["articles", "russian"],
    packages: [],
    doors: { "schema.ts": ["functions", "infra", "ingest", "search", "src"] },
  },
  ingest: { uses: ["schema"], packages: ["node:*", "valibot"], doors: { "ingest.ts": ["functions", "infra", "src"] } },
  search: {
    uses: ["schema"],
    packages: ["valibot"],
    doors: { "listings.ts": ["functions"], "search.ts": ["api", "browser", "functions", "http", "infra", "src"] },
  },
  api: { uses: ["search"], packages: ["valibot"], doors: { "api.ts": ["browser", "functions", "http", "infra"] } },
  texts: { uses: [], packages: [], doors: { "texts.ts": ["functions", "http", "widget"] } },
  http: {
    uses: ["api", "texts"],
    packages: ["@valibot/to-json-schema", "hono", "hono/html", "valibot"],
    doors: { "http.ts": ["functions", "infra"] },
  },
  browser: { uses: ["api"], packages: [], doors: { "index-fetch.ts": ["widget"] } },
  widget: { uses: ["browser", "texts"], packages: ["react"], doors: {} },
};

/** Rooms above src, which may import any package. */
export const roomsAbove: Readonly<Record<string, readonly string[]>> = {
  functions: ["http", "ingest"],
  infra: ["functions"],
};
