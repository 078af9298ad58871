/**
 * Writing over HTTP: PUT and DELETE /articles/{key} put, replace and delete an upload, for whoever has a token, and
 * state that the article of an address is gone. The app stands apart from that of the searches, since it needs other
 * rights. `poisk serve` answers by both. On AWS each has a function, a role and an address of its own. This one writes
 * uploads and removals alone: what indexes those of everybody else indexes these.
 *
 * An upload of which no article can be read is refused, with the reason, by the very reader that would read it in the
 * bucket: an author learns it at once. No answer allows another origin to read it, and no browser sends a token by
 * itself.
 */
import { Hono } from "hono";
import {
  clientProblem,
  describeProblem,
  overloadProblem,
  PROBLEM_TYPE,
  PROBLEMS_PATH,
  type Problem,
  problemAnswer,
  RETRY_AFTER_S,
  serverProblem,
} from "../../src/api/api.ts";
import {
  contentTypeOf,
  maxUploadBytes,
  type ReadArticles,
  type RejectedPart,
  uploadFormat,
} from "../../src/articles/articles.ts";
import {
  addressIdentity,
  hostsMetadata,
  isTimeZone,
  maySpeakFor,
  type SpeakingHosts,
  TIME_ZONE_FORM,
  zoneMetadata,
} from "../../src/articles/news.ts";
import { elapsedMs } from "../../src/clock.ts";
import { isSearchIndexError, type SearchIndexError } from "../../src/errors.ts";
import { type AdmissionGate, UNREADABLE_ADDRESS } from "../../src/http/http.ts";
import { createUlid } from "../../src/id-source.ts";
import { type IndexContext, isArticleKey } from "../../src/index/shared.ts";
import { backOff } from "../../src/index/write.ts";
import { stateGone } from "../../src/ingest/ingest.ts";
import {
  type ETag,
  findKeyFault,
  MAX_METADATA_BYTES,
  metadataBytes,
  type ObjectKey,
  type PutOptions,
  putLatest,
} from "../../src/store/store.ts";
import type { Logger } from "../telemetry/log.ts";
import type { PresignPut } from "./presigned-put.ts";
import { type Grant, type PushToken, readGrant, type UploadScope } from "./push-tokens.ts";
import {
  addressOf,
  type FormerUpload,
  findEarlier,
  goneAddress,
  noteOf,
  outlastRemoval,
  readFormer,
} from "./stated-addresses.ts";

export interface PushDependencies {
  readonly context: IndexContext;
  readonly tokens: readonly PushToken[];
  /** The zone of uploads for which neither the request nor the token names one. */
  readonly timeZone: string;
  /** Reads an upload as the index will. */
  readonly read: ReadArticles;
  /** Largest size of a body. */
  readonly maxBytes: number;
  readonly logger: Logger;
  /** The owner's own page of problems, and what stands before this app's paths. */
  readonly problems: Parameters<typeof problemAnswer>[2];
  /** Signs for the bucket itself what is larger than a body may be; nobody does without, and POST is refused. */
  readonly presign?: PresignPut;
  /** Tells the reason why uploads cannot be written now, or null; without this function each is tried. */
  readonly refusal?: (() => SearchIndexError | null) | undefined;
  /** Lets requests in by the bytes that they hold; without one all are. */
  readonly gate?: AdmissionGate;
  /** Told of what went wrong on this side. */
  readonly onFailure?: (error: unknown) => void;
  /** Told of each upload that was written or deleted: whoever indexes need not wait to find it. */
  readonly onChanged?: (key: ObjectKey) => void;
}

/** Path of uploads; the rest is a key without the uploads' prefix. */
const ARTICLES_PATH = "/articles/";

const WRITING_METHODS: ReadonlySet<string> = new Set(["PUT", "DELETE"]);

/** Tells whether a request belongs to this app, if another serves the same paths. */
export function isPush({ method, url }: Pick<Request, "method" | "url">): boolean {
  return WRITING_METHODS.has(method) && new URL(url).pathname.startsWith(ARTICLES_PATH);
}

/** A page is smaller. Untuned. */
const SMALL_BODY_BYTES = 64 * 1024;

/** Largest number of reasons that are reported. */
const MAX_REASONS = 20;

/** Metadata of an upload (docs/uploads.md), each sent as a header `x-amz-meta-` and its name, as in S3. */
const METADATA_NAMES = ["published", "url", "source", "title", "id", "zone"] as const;

/** The bindings that Node passes to an app beside a web-standard request. */
interface NodeRequest {
  readonly incoming?: { readonly headers: { readonly expect?: string } };
  readonly outgoing?: { writeContinue(): void };
}

/** The state of one request. */
interface PushState {
  readonly requestId: string;
  readonly startedMs: number;
  /** Fields for the log, as far as they are known. */
  key?: string;
  token?: string;
}

interface PushEnvironment {
  Bindings: NodeRequest;
  Variables: { readonly state: PushState };
}

/** A problem, and why an upload gives no article where that is it. */
class Refusal extends Error {
  readonly problem: Problem;
  readonly rejected: readonly RejectedPart[];

  constructor(problem: Problem, rejected: readonly RejectedPart[] = []) {
    super(problem.detail);
    this.problem = problem;
    this.rejected = rejected;
  }
}

/** Answers every request; `fetch` takes a Request and gives a Response. */
export function createPushApp(dependencies: PushDependencies): Hono<PushEnvironment> {
  const { context: index, logger, problems } = dependencies;
  const { clock, ids } = index;
  const app = new Hono<PushEnvironment>();
  app.use(async (context, next) => {
    const state: PushState = { requestId: createUlid(clock.nowMs(), ids), startedMs: clock.monotonicMs() };
    context.set("state", state);
    await next();
    const { headers } = context.res;
    headers.set("X-Request-Id", state.requestId);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Robots-Tag", "noindex");
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
    const { requestId, startedMs, ...known } = state;
    const { method } = context.req;
    const { status } = context.res;
    logger.info("push-answered", { requestId, method, status, tookMs: elapsedMs(clock, startedMs), ...known });
  });
  app.get(`${PROBLEMS_PATH}/:code`, (context) => answerProblem(context.req.param("code"), problems.basePath));
  app.all("*", async (context) => {
    const { req, env } = context;
    const { state } = context.var;
    try {
      return await answerPush(req.raw, state, dependencies, () => {
        // Node's server leaves that to whoever wants the body; no client sends it in vain to be refused.
        if (env?.incoming?.headers.expect?.toLowerCase() === "100-continue") env.outgoing?.writeContinue();
      });
    } catch (error) {
      if (error instanceof Refusal) return problemResponse(error.problem, error.rejected, state, problems);
      dependencies.onFailure?.(error);
      const problem = serverProblem(error);
      logger.error("request-failed", { requestId: state.requestId, code: problem.code, status: problem.status, error });
      return problemResponse(problem, [], state, problems);
    }
  });
  return app;
}

/** Checks the request, and has it done when its turn comes: until then its body is not read. */
async function answerPush(
  request: Request,
  state: PushState,
  dependencies: PushDependencies,
  wantBody: () => void,
): Promise<Response> {
  const { context, tokens, presign, refusal: refusalNow, gate } = dependencies;
  const { layout, clock } = context;
  const { host, pathname } = new URL(request.url);
  if (host === new URL(UNREADABLE_ADDRESS).host) {
    throw refusal("invalid-address", "No address can be made of this Host and this path.");
  }
  if (!pathname.startsWith(ARTICLES_PATH)) throw refusal("route-not-found", "Push to /articles/ and a key.");
  if (!WRITING_METHODS.has(request.method) && (request.method !== "POST" || presign === undefined)) {
    throw refusal("method-not-allowed", `Use one of: ${[...WRITING_METHODS].join(", ")}.`);
  }
  const grant = readGrant(request.headers.get("authorization") ?? undefined, tokens, clock.nowMs());
  if (grant.kind === "refused") throw refusal("token-refused", grant.detail);
  state.token = grant.name;
  const refused = refusalNow?.() ?? null;
  if (refused !== null) throw new Refusal(serverProblem(refused));
  const key = readKey(pathname.slice(ARTICLES_PATH.length), layout, grant);
  state.key = key;
  const condition = readCondition(request.headers);
  const scope = grant.scopeOf(key.slice(layout.uploadsPrefix.length));
  const work = () => act({ request, state, key, condition, scope, wantBody }, dependencies);
  if (gate === undefined) return work();
  const sizeBytes = bodyBytes(request, dependencies.maxBytes);
  const kind = `push ${request.method} ${sizeClass(sizeBytes)}`;
  const admitted = await gate.run({ kind, sizeBytes, signal: request.signal }, work);
  if (admitted === null) throw new Refusal(overloadProblem());
  return admitted.done;
}

/** The most bytes that a body may turn out to have. */
function bodyBytes({ method, headers }: Request, maxBytes: number): number {
  if (method === "DELETE") return 0;
  const told = headers.get("content-length");
  return told === null ? maxBytes : Math.min(Number(told), maxBytes);
}

/** Bodies of a class cost alike. */
function sizeClass(sizeBytes: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, sizeBytes / SMALL_BODY_BYTES)));
}

/** A request that may be done. */
interface PushRequest {
  readonly request: Request;
  readonly state: PushState;
  readonly key: ObjectKey;
  readonly condition: Condition;
  readonly scope: UploadScope;
  readonly wantBody: () => void;
}

async function act(
  { request, state, key, condition, scope, wantBody }: PushRequest,
  { context, read, maxBytes, presign, onChanged, timeZone }: PushDependencies,
): Promise<Response> {
  const { store, clock } = context;
  const { hosts } = scope;
  /**
   * States that articles are gone, before their upload goes: whoever tries again after a failure still finds the
   * address.
   */
  const stateRemoved = async (...addresses: readonly (string | null)[]): Promise<readonly string[]> => {
    const removed = addresses.filter((address) => address !== null);
    for (const address of removed) {
      const stated = await stateGone(context, "removal", { address });
      onChanged?.(stated);
    }
    return removed;
  };
  if (request.method === "DELETE") {
    const { etag } = condition;
    if (condition.isAbsent) throw refusal("invalid-parameter", "If-None-Match does not go with DELETE.");
    const named = readAddress(request.headers, hosts);
    const former = await findFormer({ context, read }, key, condition);
    const own = goneAddress(former?.address ?? null, named, hosts);
    const removed = await stateRemoved(named, own);
    await conditionally(() => (etag === null ? store.delete(key) : store.deleteIfMatch(key, etag)));
    onChanged?.(key);
    return json({ key, removed, requestId: state.requestId }, 202);
  }
  const options = readOptions(key, request.headers, hosts, scope.timeZone ?? timeZone);
  if (request.method === "POST" && presign !== undefined) {
    const sizeBytes = parseSize(await readBody(request, MAX_SIZE_BODY_BYTES, wantBody));
    return json(
      { ...(await presign(key, signedHeaders(sizeBytes, options, condition))), requestId: state.requestId },
      200,
    );
  }
  const bytes = await readBody(request, maxBytes, wantBody);
  const { contentType = null, contentEncoding = null, metadata = {} } = options;
  const upload = { key, contentType, contentEncoding, metadata, lastModified: clock.nowMs() };
  const { articles, rejected } = await read(bytes, upload);
  if (articles.length === 0) throw new Refusal(problemOf(rejected), rejected);
  const address = addressOf(articles);
  const statedAt = articles[0]?.statedAt ?? null;
  const [former, earlier] = await Promise.all([
    condition.isAbsent ? null : findFormer({ context, read }, key, condition),
    address === null ? null : findEarlier(context, address),
  ]);
  await stateRemoved(goneAddress(former?.address ?? null, address, hosts));
  let etag = await conditionally(() => {
    if (condition.isAbsent) return store.putIfAbsent(key, bytes, options);
    if (condition.etag !== null) return store.putIfMatch(key, bytes, condition.etag, options);
    return putLatest(store, key, bytes, options, (doubts) => backOff(context, doubts));
  });
  // An article without a time of its own is as new as its upload.
  const isNew = statedAt !== null && statedAt >= Math.floor(upload.lastModified / 1_000);
  if (isNew && earlier !== null && earlier.removedAtMs !== null) {
    etag = await outlastRemoval(context, key, earlier.removedAtMs, etag, (written) =>
      store.putIfMatch(key, bytes, written, options),
    );
  }
  onChanged?.(key);
  const note = earlier === null ? null : noteOf(earlier, isNew ? null : statedAt);
  const answer = {
    key,
    articles: articles.length,
    rejected: [...(note === null ? [] : [note]), ...rejected].slice(0, MAX_REASONS),
    requestId: state.requestId,
  };
  return json(answer, 202, { ETag: `"${etag}"` });
}

/** The address that a DELETE names, in the header that a PUT has for it; null where it names none. */
function readAddress(headers: Headers, hosts: SpeakingHosts): string | null {
  const address = headers.get("x-amz-meta-url");
  if (address === null) return null;
  if (addressIdentity(address) === null) {
    throw refusal("invalid-parameter", "x-amz-meta-url must be an address such as https://news.example/1.");
  }
  if (!maySpeakFor(hosts, address)) throw refusal("token-out-of-scope", "This token is for addresses of other hosts.");
  return address;
}

/** The upload that is there before a write, as the request's condition wants it. */
async function findFormer(
  { context, read }: Pick<PushDependencies, "context" | "read">,
  key: ObjectKey,
  { etag }: Condition,
): Promise<FormerUpload | null> {
  const former = await readFormer(context, read, key);
  if (etag !== null && former?.etag !== etag) throw refusal("precondition-failed", NO_SUCH_UPLOAD);
  return former;
}

const NO_SUCH_UPLOAD = "There is no upload under this key, or it has another ETag.";

/** The upload's key, if it can be one and the token is for it. */
function readKey(
  path: string,
  layout: IndexContext["layout"],
  { allows }: Extract<Grant, { kind: "granted" }>,
): ObjectKey {
  const name = decodePath(path);
  const key = `${layout.uploadsPrefix}${name ?? ""}`;
  const fault = name === null ? "its percent-encoding is broken" : findNameFault(name, key, layout);
  if (fault !== null) throw refusal("invalid-key", `This can be no key of an upload: ${fault}.`);
  if (!allows(name ?? "")) throw refusal("token-out-of-scope", "This token is for keys of another beginning.");
  return key as ObjectKey;
}

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/** Control characters are in no name that a person chose; S3 would take them. */
const CONTROL = /\p{Cc}/u;

function findNameFault(name: string, key: string, layout: IndexContext["layout"]): string | null {
  const fault = findKeyFault(name) ?? findKeyFault(key);
  if (fault !== null) return fault;
  if (CONTROL.test(name)) return "it holds a control character";
  if (name.split("/").includes("")) return "a part of its path is empty";
  return isArticleKey(layout, key) ? null : "nothing is indexed there";
}

/** The precondition of a write: no upload, one of this ETag, or none. */
interface Condition {
  readonly isAbsent: boolean;
  readonly etag: ETag | null;
}

function readCondition(headers: Headers): Condition {
  const [ifMatch, ifNoneMatch] = [headers.get("if-match"), headers.get("if-none-match")];
  if (ifNoneMatch !== null) {
    if (ifMatch !== null) throw refusal("invalid-parameter", "If-Match and If-None-Match do not go together.");
    if (ifNoneMatch.trim() !== "*") throw refusal("invalid-parameter", "If-None-Match must be *.");
    return { isAbsent: true, etag: null };
  }
  if (ifMatch === null) return { isAbsent: false, etag: null };
  const etag = /^"([\x21\x23-\x7e]{1,200})"$/.exec(ifMatch.trim())?.[1];
  if (etag !== undefined) return { isAbsent: false, etag: etag as ETag };
  throw refusal("invalid-parameter", 'If-Match must be one ETag in quotation marks, as a PUT gave it: "…".');
}

/** Runs a write; what it says of a condition that was not met is told as such. */
async function conditionally<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const code = isSearchIndexError(error) ? error.code : null;
    if (code === "object-exists") throw refusal("precondition-failed", "There is an upload under this key.");
    if (code !== "etag-mismatch") throw error;
    throw refusal("precondition-failed", NO_SUCH_UPLOAD);
  }
}

/**
 * Reads what is kept beside the bytes: a type that says how to read them, what the owner says of the article, its zone,
 * which a header may replace, and the hosts that the token may speak for, which no header replaces.
 */
function readOptions(key: string, headers: Headers, hosts: SpeakingHosts, timeZone: string): PutOptions {
  const type = headers.get("content-type") ?? "";
  // The key's ending counts. A type that says the same may name the charset too; clients send types of their own by
  // themselves.
  const format = uploadFormat({ key });
  const isMeant = format === "sniff" || uploadFormat({ key: "page", contentType: type }) === format;
  const contentType = isMeant ? type : (contentTypeOf(key) ?? "");
  const contentEncoding = headers.get("content-encoding") ?? "";
  const given = METADATA_NAMES.flatMap((name) => {
    const value = headers.get(`x-amz-meta-${name}`);
    return value === null ? [] : [[name, value] as const];
  });
  const metadata: Record<string, string> = {
    ...zoneMetadata(timeZone),
    ...Object.fromEntries(given),
    ...hostsMetadata(hosts),
  };
  if (metadata.zone !== undefined && !isTimeZone(metadata.zone))
    throw refusal("invalid-parameter", `x-amz-meta-zone must be ${TIME_ZONE_FORM}.`);
  for (const [name, value] of Object.entries({ contentType, contentEncoding, ...metadata })) {
    if (/^[\x20-\x7e]{0,2000}$/.test(value)) continue;
    throw refusal(
      "invalid-parameter",
      `The header of ${name} must be at most 2,000 of ASCII: percent-encode the rest.`,
    );
  }
  const sizeBytes = metadataBytes(metadata);
  if (sizeBytes > MAX_METADATA_BYTES) {
    const detail = `The headers x-amz-meta- and the hosts of the token have ${sizeBytes} bytes, and ${MAX_METADATA_BYTES} fit.`;
    throw refusal("invalid-parameter", detail);
  }
  return { contentType: contentType || undefined, contentEncoding: contentEncoding || undefined, metadata };
}

/** A body in memory, as much as is taken; nothing of one that says it is larger. */
async function readBody(request: Request, maxBytes: number, wantBody: () => void): Promise<Uint8Array> {
  const tooLarge = () => refusal("upload-too-large", `At most ${maxBytes} bytes are taken here. Pack it, or split it.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  wantBody();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of receive(request)) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A body fails only where its sender's connection ends early. */
async function* receive({ body }: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch {
    throw refusal("upload-incomplete", "The request ended before its body did. Nothing was written.");
  }
}

/** Largest body that states the size of an upload. */
const MAX_SIZE_BODY_BYTES = 1_000;

function parseSize(body: Uint8Array): number {
  const text = Buffer.from(body).toString();
  const sizeBytes = Number(/^\s*\{\s*"sizeBytes"\s*:\s*(\d{1,12})\s*\}\s*$/.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(sizeBytes)) throw refusal("invalid-parameter", 'The body must be {"sizeBytes": N}.');
  if (sizeBytes <= maxUploadBytes) return sizeBytes;
  throw refusal("upload-too-large", `At most ${maxUploadBytes} bytes of an upload are read. Pack it, or split it.`);
}

/** Headers of a put as S3 has them. */
function signedHeaders(
  sizeBytes: number,
  { contentType, contentEncoding, metadata = {} }: PutOptions,
  { isAbsent, etag }: Condition,
): Record<string, string> {
  const own = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const);
  return {
    "content-length": String(sizeBytes),
    ...(contentType === undefined ? {} : { "content-type": contentType }),
    ...(contentEncoding === undefined ? {} : { "content-encoding": contentEncoding }),
    ...Object.fromEntries(own),
    ...(isAbsent ? { "if-none-match": "*" } : {}),
    ...(etag === null ? {} : { "if-match": `"${etag}"` }),
  };
}

/** Makes the problem of an upload without an article. */
function problemOf(rejected: readonly RejectedPart[]): Problem {
  const [first] = rejected;
  const detail = `${first?.reason ?? "The upload holds no article."} Nothing was written.`;
  if (first?.code === "unknown-type") return clientProblem("unsupported-upload", detail);
  if (first?.code === "too-large" || first?.code === "unpacked-too-large") {
    return clientProblem("upload-too-large", detail);
  }
  return clientProblem("unreadable-upload", detail);
}

function refusal(code: Parameters<typeof clientProblem>[0], detail: string): Refusal {
  return new Refusal(clientProblem(code, detail));
}

function problemResponse(
  problem: Problem,
  rejected: readonly RejectedPart[],
  { requestId }: PushState,
  place: PushDependencies["problems"],
): Response {
  const { status, code } = problem;
  const answer = problemAnswer(problem, requestId, place);
  const body = rejected.length === 0 ? answer : { ...answer, rejected: rejected.slice(0, MAX_REASONS) };
  return json(body, status, {
    "Content-Type": PROBLEM_TYPE,
    ...(status === 503 ? { "Retry-After": String(RETRY_AFTER_S) } : {}),
    ...(code === "token-refused" ? { "WWW-Authenticate": 'Bearer realm="poisk"' } : {}),
    ...(code === "method-not-allowed" ? { Allow: [...WRITING_METHODS].join(", ") } : {}),
  });
}

/** Answers the page that the `type` of a problem links to. */
function answerProblem(name: string, basePath: string): Response {
  const problem = describeProblem(name, basePath);
  return problem === null ? json({ detail: "There is no problem of this code." }, 404) : json(problem, 200);
}

function json(value: unknown, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json", ...headers } });
}
