/**
 * The engine of a page as browsers load it, over a published index on a host that counts. It runs in a realm without
 * anything of Node's, so that it reads the dictionary from the host too. A round of requests is answered together.
 */
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { answerFile } from "../../../functions/serve/file-answers.ts";
import { russianStemmerOnly } from "../../../infra/russian-stemmer.mjs";
import type { Clock } from "../../../src/clock.ts";
import type { ObjectKey, ObjectReader } from "../../../src/store/store.ts";
import { createSearchClient } from "../../../src/widget/search-client.ts";
import { createSearchSession } from "../../../src/widget/session/search-session.ts";
import { HandClock } from "../../support/hand-clock.ts";
import type { IndexEngine } from "../../support/inside/browser.ts";
import type { format } from "../../support/inside/index-blocks.ts";
import { decodeContents } from "../../support/inside/index-reader.ts";
import { publishedManifest } from "../../support/published-index.ts";

/** A request of the engine. */
export interface EngineRequest {
  /** manifest, tails, dictionary, suggestions, or the sections of a segment that its range has, by commas. */
  readonly kind: string;
  readonly key: string;
  /** Start of the range in the object. */
  readonly start: number;
  /** Bytes of the body. */
  readonly bytes: number;
  /** Number of the round, from 1; concurrent requests share one. */
  readonly round: number;
}

export interface PageEngine {
  readonly engine: IndexEngine;
  /** All requests so far, in their order. */
  readonly requests: readonly EngineRequest[];
}

const ROOT = new URL("../../../", import.meta.url);
const ADDRESS = "https://index.example/";

/** The engine's program; one for all pages. */
export async function bundlePageEngine(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("src/browser/index-engine.ts", ROOT))],
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "page",
    define: { "import.meta.url": '"https://index.example/engine.js"' },
    plugins: [russianStemmerOnly],
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

/** Globals of browsers beside the language itself, as far as an engine needs them. */
const { TextDecoder, TextEncoder, URL: WebUrl, URLSearchParams, MessageChannel, crypto, performance } = globalThis;
const { setTimeout, AbortController, AbortSignal, Request } = globalThis;
const WEB = {
  TextDecoder,
  TextEncoder,
  URL: WebUrl,
  URLSearchParams,
  MessageChannel,
  crypto,
  performance,
  setTimeout,
  AbortController,
  AbortSignal,
  Request,
};

/** A page that knows nothing yet. */
export async function openPageEngine(code: string, store: ObjectReader): Promise<PageEngine> {
  const kindOf = await kindsOf(store);
  const requests: EngineRequest[] = [];
  const waiting: (() => void)[] = [];
  let round = 1;
  const answer = async (request: Request): Promise<Response> => {
    const mine = round;
    await new Promise<void>((go) => {
      waiting.push(go);
      if (waiting.length === 1) void answerRound();
    });
    const key = decodeURIComponent(request.url.slice(ADDRESS.length)) as ObjectKey;
    const { sizeBytes, etag } = await store.head(key);
    const answered = await answerFile(request, {
      sizeBytes,
      etag: `"${etag}"`,
      headers: {},
      read: async (start, end) => new Uint8Array(await store.getRange(key, start, end)),
    });
    const start = Number(/^bytes (\d+)-/.exec(answered.headers.get("Content-Range") ?? "")?.[1] ?? 0);
    const bytes = Number(answered.status === 304 ? 0 : answered.headers.get("Content-Length"));
    requests.push({ kind: kindOf(key, start, start + bytes), key, start, bytes, round: mine });
    return answered;
  };
  const answerRound = async (): Promise<void> => {
    for (let known = -1; known !== waiting.length; ) {
      known = waiting.length;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    }
    round += 1;
    for (const go of waiting.splice(0)) go();
  };
  const { openIndexEngine } = runInNewContext(`${code}; page`, { ...WEB, fetch: answer }) as {
    openIndexEngine(index: string): IndexEngine;
  };
  return { engine: openIndexEngine(ADDRESS), requests };
}

/** So long nothing else must have been asked for. Only how requests are told in rounds depends on it. */
const QUIET_MS = 3;

/** Names the objects of a published index, and what lies where in its segments. */
async function kindsOf(store: ObjectReader) {
  const manifest = await publishedManifest(store);
  const sections = new Map<string, readonly (readonly [name: string, start: number, end: number])[]>();
  for (const segment of manifest.segments) {
    const key = `segments/${segment.id}.segment`;
    const bytes = await store.getRange(key as ObjectKey, segment.contentsStart, segment.sizeBytes);
    sections.set(key, sectionsOf(decodeContents(bytes, segment)));
  }
  return (key: string, start: number, end: number): string => {
    const found = sections.get(key);
    if (found === undefined)
      return /^dictionaries/.test(key) ? "dictionary" : /\.suggestions$/.test(key) ? "suggestions" : key;
    const names = new Set(found.filter(([, from, to]) => from < end && to > start).map(([name]) => name));
    return names.size === 0 ? "articles" : [...names].join(",");
  };
}

type Section = readonly [name: string, start: number, end: number];

function sectionsOf(contents: ReturnType<typeof format.parseContents>): Section[] {
  const runs = ["lexicon", "forms", "reversedForms", "keyedForms", "phrases"] as const;
  const spanOf = (name: string, start: number, sizes: readonly number[]): Section => {
    return [name, start, start + sizes.reduce((sum, size) => sum + size, 0)];
  };
  const placeOf = (name: string, { start, sizeBytes }: format.Place): Section => [name, start, start + sizeBytes];
  const named: Section[] = [
    ...runs.flatMap((name) =>
      contents[name] === null ? [] : [spanOf(name, contents[name].start, contents[name].sizesBytes)],
    ),
    ...contents.valueColumns.map((column) => placeOf(`column ${column.field}`, column)),
    ...contents.valueColumns.flatMap(({ field, rest }) => (rest === undefined ? [] : [placeOf(`rest ${field}`, rest)])),
    ...contents.digestColumns.map((column) => placeOf(`digests ${column.field}`, column)),
    placeOf("ids", contents.idColumn),
    ...(contents.duplicates === null ? [] : [placeOf("duplicates", contents.duplicates)]),
  ];
  const { start, sizesBytes } = contents.postings;
  let at = start;
  for (const [number, size] of sizesBytes.entries()) {
    named.push(["postings", at, at + size]);
    at += size;
    const behind = contents.occurrences?.sizesBytes[number] ?? 0;
    named.push(["occurrences", at, at + behind]);
    at += behind;
  }
  return named;
}

/** The list under a field asks for six, a page of results for ten and for sources (src/widget/connection.ts). */
const PAGE_SIZE = 6;

/**
 * Duration of a round of requests, by which the box judges whether answers are fast: a host of files on the reader's
 * continent. Untuned.
 */
const ROUND_MS = 30;

/** Types a text into the box's own session, `keyMs` a key; each answer is there before the next key. */
export async function typeInto(page: PageEngine, text: string, keyMs: number): Promise<void> {
  const hands = new HandClock();
  let waitedMs = 0;
  const clock: Clock = {
    nowMs: () => hands.nowMs(),
    monotonicMs: () => hands.monotonicMs() + waitedMs,
    sleep: (durationMs) => hands.sleep(durationMs),
  };
  let underWay: Promise<unknown> = Promise.resolve();
  const client = createSearchClient({
    endpoint: ADDRESS,
    clock,
    fetch: (url) => {
      const before = page.requests.length;
      const answered = page.engine.answer(`/${`${url}`.slice(ADDRESS.length)}`).finally(() => {
        waitedMs += new Set(page.requests.slice(before).map(({ round }) => round)).size * ROUND_MS;
      });
      underWay = Promise.allSettled([underWay, answered]);
      return answered.then(({ status, body }) => new Response(body, { status }));
    },
  });
  const session = createSearchSession({ client, clock, pageSize: PAGE_SIZE, onChange: () => undefined });
  const rest = async (): Promise<void> => {
    await hands.advance(keyMs);
    for (let seen: unknown = null; seen !== underWay; ) {
      seen = underWay;
      await underWay;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  for (let end = 1; end <= text.length; end += 1) {
    session.want({ text: text.slice(0, end) }, "typing");
    await rest();
  }
  for (let restedMs = 0; restedMs < REST_MS; restedMs += keyMs) await rest();
  if (session.state.failure !== null) throw session.state.failure;
}

/** Time after the last key until all requests were sent. */
const REST_MS = 2_000;
