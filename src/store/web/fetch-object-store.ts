/**
 * ObjectReader over `fetch`: the index as it is published under an address, on any host of files that knows ranges (RFC
 * 9110, section 14). Needs nothing but what browsers, Workers, Deno, Bun and Node all have.
 *
 * Where a page of another origin reads, the host must allow it (CORS), and most hosts hide from it all headers but a
 * few (Fetch Standard, "CORS-safelisted response-header name"): what cannot be seen is not asked for, and the bytes
 * alone are judged.
 */
import { concatBytes } from "../../bytes.ts";
import { epochMsOf, systemClock } from "../../clock.ts";
import { sha256, toHex } from "../../content-hash.ts";
import { isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { checkRange, objectTooLarge, rangeNotSatisfiable } from "../object-store/contract.ts";
import { parseObjectKey } from "../object-store/object-keys.ts";
import type {
  ETag,
  GetOptions,
  ObjectHead,
  ObjectKey,
  ObjectReader,
  StoredObject,
} from "../object-store/object-store.ts";

export interface FetchObjectStoreOptions {
  /** Address of the published index; it ends with `/`, and keys are paths below it. */
  readonly address: string | URL;
  /** Default the runtime's own. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Ends all requests, and refuses those that follow. */
  readonly signal?: AbortSignal;
  /**
   * Longest time without a byte from the host before a request is given up; it may be retried. Default
   * {@link DEFAULT_PATIENCE_MS}.
   */
  readonly patienceMs?: number;
}

/** Untuned: three times what a client of the search waits for an answer at the most. */
const DEFAULT_PATIENCE_MS = 10_000;

/** Largest object if no limit is given, above the size of any manifest. An endless answer must not fill the memory. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

/** An answer whose headers were read, and the way to its bytes. */
interface Answer {
  readonly response: Response;
  readonly elapsedMs: number;
  /** The body; null where it is longer, of which the rest is not waited for. */
  readBytes(maxBytes: number): Promise<Uint8Array | null>;
}

export class FetchObjectStore implements ObjectReader {
  readonly #address: URL;
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #signal: AbortSignal | undefined;
  readonly #patienceMs: number;

  /** `invalid-options` where the address is none of HTTP's, or does not end with `/`. */
  constructor({ address, fetch, signal, patienceMs = DEFAULT_PATIENCE_MS }: FetchObjectStoreOptions) {
    this.#address = parseAddress(address);
    // Runtimes refuse their own fetch as a method of anything else.
    this.#fetch = fetch ?? ((request) => globalThis.fetch(request));
    this.#signal = signal;
    this.#patienceMs = patienceMs;
  }

  get(key: ObjectKey, { maxBytes = MAX_OBJECT_BYTES }: GetOptions = {}): Promise<StoredObject> {
    return this.#ask(key, revalidated(), (answer) => this.#readWhole(key, answer, maxBytes));
  }

  /**
   * Browsers ask by the ETag of what they keep themselves, and hide that nothing changed: then it is seen by the ETag
   * that comes.
   */
  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    const init = revalidated();
    if (!hasHttpCache()) init.headers = { ...init.headers, "If-None-Match": quoted(etag) };
    return this.#ask(key, init, async (answer) => {
      if (answer.response.status === 304) return null;
      const object = await this.#readWhole(key, answer, MAX_OBJECT_BYTES);
      return object.etag === etag ? null : object;
    });
  }

  async getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    parseObjectKey(key);
    checkRange(key, start, end);
    if (start === end) return new Uint8Array(0);
    // Browsers send this coding with a range by themselves, and let nobody else set it.
    const headers = { Range: `bytes=${start}-${end - 1}`, "Accept-Encoding": "identity" };
    return this.#ask(key, { headers }, async ({ response, readBytes }) => {
      const name = this.#nameOf(key);
      if (response.status === 416) throw rangeNotSatisfiable(key, [start, end], null);
      if (response.status !== 206)
        throw withoutRanges(name, `it answers a range with the whole file (${response.status}, not 206)`);
      checkContentRange(key, name, [start, end], response.headers.get("Content-Range"));
      const coding = response.headers.get("Content-Encoding");
      if (coding !== null && !/^identity$/i.test(coding.trim())) {
        throw withoutRanges(name, `it, or a proxy before it, compresses ranges (${coding})`);
      }
      const bytes = await readBytes(end - start);
      if (bytes?.length === end - start) return bytes;
      if (bytes === null) throw withoutRanges(name, "more bytes come than were asked for");
      throw unavailable(name, `only ${bytes.length} of ${end - start} bytes of a range came`);
    });
  }

  async head(key: ObjectKey): Promise<ObjectHead> {
    const head = await this.#ask(key, { ...revalidated(), method: "HEAD" }, async ({ response, elapsedMs }) => {
      // Of a compressed answer it is the length of something else.
      const length = response.headers.has("Content-Encoding") ? null : response.headers.get("Content-Length");
      const etag = etagOf(response);
      if (length === null || etag === null) return null;
      return describe(key, response, { etag, sizeBytes: Number(length), elapsedMs });
    });
    if (head !== null) return head;
    const { bytes: _, ...read } = await this.get(key);
    return read;
  }

  async #readWhole(
    key: ObjectKey,
    { response, elapsedMs, readBytes }: Answer,
    maxBytes: number,
  ): Promise<StoredObject> {
    if (response.status !== 200) throw unavailable(this.#nameOf(key), `it answers ${response.status}`);
    const told = response.headers.has("Content-Encoding") ? null : response.headers.get("Content-Length");
    if (told !== null && Number(told) > maxBytes) throw objectTooLarge(key, Number(told), maxBytes);
    const bytes = await readBytes(maxBytes);
    if (bytes === null) throw objectTooLarge(key, maxBytes + 1, maxBytes);
    // Without it what came is named by its content, as object storage does it.
    const etag = etagOf(response) ?? (`sha256-${toHex(sha256(bytes))}` as ETag);
    return { ...describe(key, response, { etag, sizeBytes: bytes.length, elapsedMs }), bytes };
  }

  /** One request. What `use` does not read of the answer is given up. */
  async #ask<T>(key: ObjectKey, init: RequestInit, use: (answer: Answer) => Promise<T>): Promise<T> {
    const name = this.#nameOf(parseObjectKey(key));
    const waiting = new Waiting(this.#patienceMs, this.#signal);
    const startMs = systemClock.monotonicMs();
    try {
      const response = await this.#fetch(new Request(name, { ...init, signal: waiting.signal }));
      checkStatus(key, name, response);
      waiting.renew();
      const readBytes = (maxBytes: number) => readBody(response, maxBytes, () => waiting.renew());
      return await use({ response, elapsedMs: systemClock.monotonicMs() - startMs, readBytes });
    } catch (error) {
      if (isSearchIndexError(error)) throw error;
      if (this.#signal?.aborted) {
        const message = `The reading of ${name} was ended by the signal that the store was given.`;
        throw new SearchIndexError("store-denied", message, { details: { key }, cause: error });
      }
      const reason = waiting.isOver
        ? `it sent nothing for ${this.#patienceMs} ms`
        : `${String(error)}${hasHttpCache() ? CORS_HINT : ""}`;
      throw unavailable(name, reason, error);
    } finally {
      waiting.end();
    }
  }

  #nameOf(key: string): string {
    return new URL(key.split("/").map(encodeURIComponent).join("/"), this.#address).href;
  }
}

/** Browsers say no more of a refusal than that the request failed. */
const CORS_HINT =
  ". If it can be opened in a tab of its own, the host does not allow this page to read it: it must send Access-Control-Allow-Origin";

function parseAddress(address: string | URL): URL {
  const url = URL.canParse(String(address)) ? new URL(address) : null;
  const isFit = url !== null && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "";
  if (isFit && url.pathname.endsWith("/")) return url;
  throw new SearchIndexError(
    "invalid-options",
    `The address of a published index is one such as https://news.example/index/, with a slash at its end, not ${String(address)}.`,
  );
}

/** Ends a request that nothing comes of, and with it the reading of its body. */
class Waiting {
  readonly #controller = new AbortController();
  readonly #patienceMs: number;
  readonly #outer: AbortSignal | undefined;
  #lastMs = systemClock.monotonicMs();
  isOver = false;

  constructor(patienceMs: number, outer: AbortSignal | undefined) {
    this.#patienceMs = patienceMs;
    this.#outer = outer;
    outer?.addEventListener("abort", this.#abort);
    if (outer?.aborted) this.#abort();
    this.#watch(patienceMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came. */
  renew(): void {
    this.#lastMs = systemClock.monotonicMs();
  }

  /** Aborts an answer that is not read to its end; does nothing after that. */
  end(): void {
    this.#outer?.removeEventListener("abort", this.#abort);
    this.#abort();
  }

  readonly #abort = (): void => this.#controller.abort();

  #watch(delayMs: number): void {
    AbortSignal.timeout(Math.ceil(delayMs)).addEventListener("abort", () => {
      if (this.signal.aborted) return;
      const leftMs = this.#lastMs + this.#patienceMs - systemClock.monotonicMs();
      if (leftMs > 0) {
        this.#watch(leftMs);
        return;
      }
      this.isOver = true;
      this.#abort();
    });
  }
}

/** Null where it is longer. Rejects as the runtime does where it breaks off. */
async function readBody(response: Response, maxBytes: number, onChunk: () => void): Promise<Uint8Array | null> {
  if (response.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    onChunk();
    chunks.push(value);
    sizeBytes += value.length;
    if (sizeBytes > maxBytes) return null;
  }
  return concatBytes(chunks);
}

/** Throws for every answer that is none of an object. */
function checkStatus(key: ObjectKey, name: string, response: Response): void {
  const { status } = response;
  const isPage = response.headers.get("Content-Type")?.toLowerCase().startsWith("text/html") === true;
  // Some hosts answer 200 with a page of their own where they have nothing; no object of an index is a page.
  const isAbsent = status === 404 || status === 410;
  if (isAbsent || (status === 200 && isPage)) {
    const answer = isAbsent ? `its host answers ${status}` : "a page of HTML comes in its place";
    throw new SearchIndexError("object-not-found", `There is no object ${name}: ${answer}.`, { details: { key } });
  }
  if (response.ok || status === 304 || status === 416) return;
  if (status >= 500 || status === 429 || status === 408) throw unavailable(name, `it answers ${status}`);
  throw new SearchIndexError(
    "store-denied",
    `The host of the index refuses ${name} (${status}). Open it in a browser: it must be there, and everybody must be allowed to read it.`,
    { details: { key, status } },
  );
}

/** The first and the last byte, and the length of the whole, where they are told (RFC 9110, section 14.4). */
const CONTENT_RANGE = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i;

/** `range` is [start, end). Null is what another origin does not show: the length of the bytes must do. */
function checkContentRange(key: ObjectKey, name: string, range: readonly [number, number], told: string | null): void {
  if (told === null) return;
  const [start, end] = range;
  const [, first, last, size] = CONTENT_RANGE.exec(told.trim()) ?? [];
  if (Number(first) === start && Number(last) === end - 1) return;
  // Hosts cut a range off at the end of a file.
  if (Number(first) === start && Number(size) < end) throw rangeNotSatisfiable(key, range, Number(size));
  throw withoutRanges(name, `it answers bytes ${start}-${end - 1} with others (${told})`);
}

function withoutRanges(name: string, fault: string): SearchIndexError {
  return new SearchIndexError(
    "ranges-unsupported",
    `The host of ${name} gives no ranges of files as they are: ${fault}. Turn off compression of these files, or publish the index on a host that answers Range (RFC 9110).`,
    { details: { address: name } },
  );
}

function unavailable(name: string, reason: string, cause?: unknown): SearchIndexError {
  return new SearchIndexError("store-unavailable", `The host of the index did not serve ${name}: ${reason}.`, {
    details: { address: name },
    cause,
  });
}

/**
 * Tells whether the runtime caches answers and revalidates them by ETag. Browsers do; only their pages and workers have
 * a location.
 */
function hasHttpCache(): boolean {
  return "location" in globalThis && globalThis.location !== undefined;
}

/** Options of a request that caches must revalidate. Workers of older dates know no cache modes, and throw. */
function revalidated(): RequestInit {
  try {
    return { cache: new Request("https://host.example/", { cache: "no-cache" }).cache };
  } catch {
    return { headers: { "Cache-Control": "no-cache" } };
  }
}

/** `"abc"` and `W/"abc"`, without the quotes. */
const ENTITY_TAG = /^(W\/)?"([^"]*)"$/;

function etagOf({ headers }: Response): ETag | null {
  const [, weak = "", tag] = ENTITY_TAG.exec(headers.get("ETag")?.trim() ?? "") ?? [];
  return tag === undefined ? null : (`${weak}${tag}` as ETag);
}

function quoted(etag: ETag): string {
  return etag.startsWith("W/") ? `W/"${etag.slice(2)}"` : `"${etag}"`;
}

function describe(
  key: ObjectKey,
  { headers }: Response,
  { elapsedMs, ...known }: Pick<ObjectHead, "etag" | "sizeBytes"> & { readonly elapsedMs: number },
): ObjectHead {
  const modifiedMs = epochMsOf(headers.get("Last-Modified") ?? "");
  const datedMs = epochMsOf(headers.get("Date") ?? "");
  return {
    key,
    ...known,
    lastModifiedMs: Number.isNaN(modifiedMs) ? 0 : modifiedMs,
    contentType: headers.get("Content-Type"),
    cacheControl: headers.get("Cache-Control"),
    contentEncoding: null,
    metadata: {},
    readAtMs: Number.isNaN(datedMs) ? null : Math.floor(datedMs - elapsedMs),
  };
}
