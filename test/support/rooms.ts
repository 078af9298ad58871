/**
 * The rooms of the repository: what each may import. test/unit/architecture.test.ts holds imports to this table, and the picture of
 * docs/architecture.md too. The files of src/ itself are no room: every room may import them, and they import none, but for src/index.ts.
 */
export interface Room {
  /** Rooms that it may import, and through these the rooms that they may. */
  readonly uses: readonly string[];
  /** Packages and modules of Node that it may import. */
  readonly packages: readonly string[];
}

export const rooms: Readonly<Record<string, Room>> = {
  store: { uses: [], packages: ["node:*", "@aws-sdk/client-s3", "@smithy/hash-node", "@smithy/signature-v4"] },
  articles: { uses: [], packages: ["node:util", "node:zlib", "saxes", "valibot"] },
  russian: { uses: ["index"], packages: ["node:zlib", "snowball-stemmers"] },
  index: {
    uses: ["store"],
    packages: ["minisearch", "node:buffer", "node:util", "node:zlib", "valibot"],
  },
  schema: { uses: ["articles", "russian"], packages: [] },
  ingest: { uses: ["schema"], packages: ["node:*", "valibot"] },
  search: { uses: ["schema"], packages: ["valibot"] },
  api: { uses: ["search"], packages: ["valibot"] },
  http: { uses: ["api"], packages: ["@valibot/to-json-schema", "hono", "hono/html", "valibot"] },
  browser: { uses: ["api"], packages: [] },
  widget: { uses: ["browser"], packages: ["react"] },
};

/** What lies above src, and may import any package. */
export const roomsAbove: Readonly<Record<string, readonly string[]>> = {
  functions: ["http", "ingest"],
  infra: ["functions"],
};
