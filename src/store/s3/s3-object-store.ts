/**
 * ObjectStore over S3 and stores that speak like it: with light-client.ts, which may stand for it, the only file that
 * imports the AWS SDK. For a directory bucket of S3 Express One Zone, as its name tells, the SDK asks for a session
 * first, and is given that of {@link ExpressSessions}.
 *
 * One call is one request, sent once; a big stream is several, of which its parts are sent again, and its end where a
 * look allows it. The SDK's own retries are off: it would send a conditional put again after an answer was lost, and
 * read its own success as another's. RetryingObjectStore repeats what may be repeated. Only where a read is refused a
 * listing is asked whether the object is there at all, since AWS refuses both alike to who may list its own prefixes
 * alone.
 *
 * Written for AWS and Ceph at once: If-Match goes without quotes (Ceph compares the bare text, AWS takes both), and
 * checksums beyond the protocol's own are left out, since many stores refuse them.
 */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  CreateSessionCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type Clock, epochMsOf, systemClock } from "../../clock.ts";
import { isSearchIndexError, nullIf, SearchIndexError } from "../../errors.ts";
import { yieldToEventLoop } from "../../event-loop.ts";
import { type IdSource, systemIdSource } from "../../id-source.ts";
import { retryWithBackoff } from "../decorators/retrying-object-store.ts";
import {
  checkRange,
  etagMismatch,
  markSource,
  objectTooLarge,
  rangeNotSatisfiable,
  requirePlace,
  type StoredOptions,
  sourceReason,
  storeOptions,
} from "../object-store/contract.ts";
import { parseListLimit } from "../object-store/listing.ts";
import { parseObjectKey } from "../object-store/object-keys.ts";
import {
  type ETag,
  type GetOptions,
  headIfPresent,
  type ListOptions,
  type ListPage,
  type ObjectHead,
  type ObjectKey,
  type ObjectStore,
  type PutOptions,
  STREAM_PART_BYTES,
  type StoredObject,
} from "../object-store/object-store.ts";
import { type CreatedSession, ExpressSessions } from "./directory-bucket.ts";
import { absentFailure, isNotModified, mayBeAbsent, type S3Attempt, s3Failure } from "./failures.ts";
import { type ListedContent, takeContents } from "./listing-answer.ts";

export interface S3ObjectStoreOptions {
  readonly bucket: string;
  /** Put before every key and taken off again; "" by default. Ends with `/` as a rule. */
  readonly prefix?: string;
  /** A client made elsewhere, for its credentials; it must have `maxAttempts: 1`. Replaces the next five. */
  readonly client?: S3Client;
  /** URL of another store than AWS. */
  readonly endpoint?: string | undefined;
  /** Default: that of the environment, or `us-east-1` where an endpoint is given. */
  readonly region?: string | undefined;
  /** Default: the SDK's own chain (environment, profile, role). */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** `host/bucket/key` in place of `bucket.host/key`. Default: where an endpoint is given. */
  readonly forcePathStyle?: boolean;
  /** Time limit of connecting. Default 3 seconds. */
  readonly connectTimeoutMs?: number;
  /** Time limit of a whole answer, body included. Default 30 seconds: a part of 8 MiB at 2.2 Mbit/s. */
  readonly requestTimeoutMs?: number;
  /**
   * Told of each session that a directory bucket is asked for, which is a request more; in the asynchronous context of
   * the call that needs it.
   */
  readonly onSession?: () => void;
  /**
   * Clock for the waits before a part of a big stream is sent again, and for request times. Default: the machine's own.
   */
  readonly clock?: Clock;
  readonly ids?: IdSource;
}

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

export class S3ObjectStore implements ObjectStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #requestTimeoutMs: number;
  readonly #ports: { readonly clock: Clock; readonly ids: IdSource };

  /** `invalid-options` where no bucket is named, or an endpoint that is no address. */
  constructor(options: S3ObjectStoreOptions) {
    requirePlace("bucket", options?.bucket);
    if (options.endpoint !== undefined) requireAddress(options.endpoint);
    const clock = options.clock ?? systemClock;
    const sessions = new ExpressSessions(() => {
      options.onSession?.();
      return this.#createSession();
    }, clock);
    this.#client = options.client ?? new S3Client(clientConfig(options, sessions));
    this.#client.middlewareStack.add(
      (next) => async (request) => {
        const answer = await next(request);
        keepDate(answer);
        putContents(answer);
        return answer;
      },
      // Outside of what reads the answer; in place of another store's over the same client.
      { step: "deserialize", priority: "high", name: "keepDate", override: true },
    );
    this.#client.middlewareStack.add(
      (next, { commandName }) =>
        async (request) => {
          const answer = await next(request);
          if (commandName === "ListObjectsV2Command") await readContents(answer.response);
          return answer;
        },
      // Inside of it.
      { step: "deserialize", priority: "low", name: "readContents", override: true },
    );
    this.#bucket = options.bucket;
    this.#prefix = options.prefix ?? "";
    this.#requestTimeoutMs = options.requestTimeoutMs ?? 30_000;
    this.#ports = { clock, ids: options.ids ?? systemIdSource };
  }

  get(key: ObjectKey, options: GetOptions = {}): Promise<StoredObject> {
    return this.#attempt({ key, isRead: true }, () => this.#getObject(key, {}, options.maxBytes));
  }

  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.#attempt({ key, isRead: true }, async () => {
      try {
        return await this.#getObject(key, { IfNoneMatch: `"${etag}"` });
      } catch (error) {
        if (isNotModified(error)) return null;
        throw error;
      }
    });
  }

  async getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    return this.#attempt({ key, isRead: true, range: [start, end] }, async () => {
      checkRange(key, start, end);
      if (start === end) return new Uint8Array(0);
      const command = new GetObjectCommand({ ...this.#target(key), Range: `bytes=${start}-${end - 1}` });
      const answer = await this.#send(command);
      const body = bodyOf(answer, key);
      const sent = parseContentRange(answer.ContentRange);
      if (sent === null || sent[0] !== start || sent[1] !== end || answer.ContentLength !== end - start) {
        discardBody(body);
        // A store that has less gives what it has, from the start asked for.
        if (sent?.[0] === start && sent[1] < end) throw rangeNotSatisfiable(key, [start, end], sent[2]);
        throw unfit(`The store did not give the range of ${key} that it was asked for.`, key);
      }
      return readBody(body, end - start, key);
    });
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.#attempt({ key, isRead: true, isHead: true }, async () => {
      const sentAtMs = this.#ports.clock.monotonicMs();
      const answer = await this.#send(new HeadObjectCommand(this.#target(key)));
      return headOf(key, answer, sizeOf(answer, key), this.#ports.clock.monotonicMs() - sentAtMs);
    });
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.#attempt({ key, ifAbsent: true }, () =>
      this.#put(key, bytes, storeOptions(options), { IfNoneMatch: "*" }),
    );
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.#attempt({ key, ifMatch: etag }, () => this.#put(key, bytes, storeOptions(options), { IfMatch: etag }));
  }

  /** A stream of at most one part is one put; a longer one is a multipart upload, aborted if anything fails. */
  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.#attempt({ key, ifAbsent: true }, async () => {
      const stored = storeOptions(options);
      const parts = cutIntoParts(markSource(chunks), STREAM_PART_BYTES);
      try {
        const first = (await parts.next()).value ?? new Uint8Array(0);
        const second = first.length < STREAM_PART_BYTES ? undefined : (await parts.next()).value;
        if (second === undefined) return await this.#put(key, first, stored, { IfNoneMatch: "*" });
        return await this.#putInParts(key, [first, second], parts, stored);
      } finally {
        await parts.return(undefined);
      }
    });
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#attempt({ key: options.prefix, isListing: true }, async () => {
      const answer = await this.#send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: this.#prefix + options.prefix,
          MaxKeys: parseListLimit(options),
          // XML cannot carry every character of a key.
          EncodingType: "url",
          ...(options.cursor === undefined ? {} : { ContinuationToken: options.cursor }),
          ...(options.startAfter === undefined ? {} : { StartAfter: this.#prefix + options.startAfter }),
        }),
      );
      // Read as a listing, a proxy's page or an empty answer has no objects, as an empty bucket.
      if (answer.IsTruncated === undefined) throw unfit("The store answered with no listing.", options.prefix);
      const objects = (answer.Contents ?? []).map((entry) => ({
        key: parseListedKey(entry.Key, answer.EncodingType).slice(this.#prefix.length) as ObjectKey,
        etag: parseETag(entry.ETag),
        sizeBytes: entry.Size ?? 0,
        lastModifiedMs: wholeSeconds(entry.LastModified),
      }));
      if (answer.IsTruncated && !answer.NextContinuationToken) {
        throw unfit("The store cut a listing short without saying where to go on.", options.prefix);
      }
      return { objects, nextCursor: (answer.IsTruncated && answer.NextContinuationToken) || null };
    });
  }

  async delete(key: ObjectKey): Promise<void> {
    // AWS answers 204 for an absent object; not every store does.
    await nullIf(
      this.#attempt({ key }, () => this.#deleteObject(key)),
      "not-found",
    );
  }

  /**
   * Two requests: what a store says that does not know the condition on DELETE cannot be told from success, so it is
   * looked at before. AWS decides in one step; on others a write that comes between look and delete is lost.
   */
  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.#attempt({ key, ifMatch: etag }, async () => {
      const answer = await this.#send(new HeadObjectCommand(this.#target(key)));
      if (parseETag(answer.ETag) !== etag) throw etagMismatch(key, etag);
      await this.#deleteObject(key, { IfMatch: etag });
    });
  }

  /**
   * A proxy's page says 200 too, and there is nothing else to tell it by: what is not S3's own answer is looked after.
   */
  async #deleteObject(key: ObjectKey, condition: { readonly IfMatch?: string } = {}): Promise<void> {
    const command = new DeleteObjectCommand({ ...this.#target(key), ...condition });
    const { $metadata } = await this.#send(command);
    if ($metadata.httpStatusCode === 204) return;
    try {
      await this.#send(new HeadObjectCommand(this.#target(key)));
    } catch (error) {
      if (s3Failure(error, { key, isHead: true, bucket: this.#bucket }).code === "object-not-found") return;
      throw error;
    }
    throw unfit(`The store answered the deletion of ${key} with neither yes nor no, and still has it.`, key);
  }

  async #getObject(key: ObjectKey, input: Partial<GetObjectCommandInput>, maxBytes?: number): Promise<StoredObject> {
    const command = new GetObjectCommand({ ...this.#target(key), ...input });
    const sentAtMs = this.#ports.clock.monotonicMs();
    const answer = await this.#send(command);
    const elapsedMs = this.#ports.clock.monotonicMs() - sentAtMs;
    const body = bodyOf(answer, key);
    try {
      const sizeBytes = sizeOf(answer, key);
      if (maxBytes !== undefined && sizeBytes > maxBytes) throw objectTooLarge(key, sizeBytes, maxBytes);
      return { ...headOf(key, answer, sizeBytes, elapsedMs), bytes: await readBody(body, sizeBytes, key) };
    } catch (error) {
      discardBody(body);
      throw error;
    }
  }

  async #put(
    key: ObjectKey,
    bytes: Uint8Array,
    options: StoredOptions,
    condition: { IfNoneMatch: "*" } | { IfMatch: string },
  ): Promise<ETag> {
    await hearOfClosedConnections();
    const command = new PutObjectCommand({
      ...this.#target(key),
      ...optionsInput(options),
      ...condition,
      Body: bytes,
      ContentLength: bytes.length,
    });
    return parseETag((await this.#send(command)).ETag);
  }

  async #putInParts(
    key: ObjectKey,
    first: readonly Uint8Array[],
    rest: AsyncIterable<Uint8Array>,
    options: StoredOptions,
  ): Promise<ETag> {
    const target = this.#target(key);
    await hearOfClosedConnections();
    const command = new CreateMultipartUploadCommand({ ...target, ...optionsInput(options) });
    const { UploadId } = await this.#send(command);
    const upload: Upload = { ...target, UploadId };
    try {
      const Parts: { ETag: string; PartNumber: number }[] = [];
      const send = async (part: Uint8Array): Promise<void> => {
        const PartNumber = Parts.length + 1;
        Parts.push({ ETag: await this.#putPart(key, { ...upload, PartNumber }, part), PartNumber });
      };
      for (const part of first) await send(part);
      for await (const part of rest) await send(part);
      return await this.#complete(key, { ...upload, MultipartUpload: { Parts } });
    } catch (error) {
      await this.#abort(upload);
      throw error;
    }
  }

  /**
   * A part is not seen before its upload is complete, and one that comes twice replaces itself (AWS, "UploadPart"): it
   * is sent again where it had no answer, since what came before it took minutes as a rule.
   */
  #putPart(key: ObjectKey, part: Upload & { readonly PartNumber: number }, bytes: Uint8Array): Promise<string> {
    const send = async (): Promise<string> => {
      await hearOfClosedConnections();
      const command = new UploadPartCommand({ ...part, Body: bytes, ContentLength: bytes.length });
      const { ETag } = await this.#send(command);
      // A proxy's page has none.
      parseETag(ETag);
      return ETag as string;
    };
    return retryWithBackoff(() => this.#attempt({ key }, send), this.#ports);
  }

  /**
   * Joins the parts where no object is. Where that has no answer and a look finds no object, it is sent again, since
   * the parts are minutes of work as a rule. Where one is there it is `store-unavailable`: whose it is, is the caller's
   * to tell.
   */
  async #complete(key: ObjectKey, input: CompleteMultipartUploadCommandInput): Promise<ETag> {
    let failure: SearchIndexError | null = null;
    const send = async (): Promise<ETag | null> => {
      if (failure !== null && (await this.#isPresent(key))) return null;
      try {
        const command = new CompleteMultipartUploadCommand({ ...input, IfNoneMatch: "*" });
        return parseETag((await this.#send(command)).ETag);
      } catch (error) {
        failure = s3Failure(error, { key, ifAbsent: true, bucket: this.#bucket });
        throw failure;
      }
    };
    const etag = await retryWithBackoff(send, this.#ports);
    if (etag === null) throw failure;
    return etag;
  }

  async #isPresent(key: ObjectKey): Promise<boolean> {
    return (await headIfPresent(this, key)) !== null;
  }

  /** Frees the parts. If that fails too, the bucket's rule for incomplete uploads does it (docs/operations.md). */
  async #abort(upload: Upload): Promise<void> {
    try {
      await this.#send(new AbortMultipartUploadCommand(upload));
    } catch {
      // The failure that led here is the one to report.
    }
  }

  #target(key: ObjectKey): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  /** The platform's own timer, since the signal must also reach a body that is being read. */
  readonly #send = ((command: PutObjectCommand) =>
    this.#client.send(command, { abortSignal: AbortSignal.timeout(this.#requestTimeoutMs) })) as S3Client["send"];

  /**
   * Creates a session. Its lifetime comes from Expiration and Date of one answer, so that this machine's clock may be
   * wrong.
   */
  async #createSession(): Promise<CreatedSession> {
    const command = new CreateSessionCommand({ Bucket: this.#bucket });
    const { Credentials: given, $metadata } = await this.#send(command);
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
    if (!accessKeyId || !secretAccessKey || !sessionToken) throw unfit("The store gave no session.", "");
    const answeredAtMs = readAtMs({ $metadata }, 0) ?? this.#ports.clock.nowMs();
    const lifetimeMs = (given?.Expiration?.getTime() ?? answeredAtMs) - answeredAtMs;
    return { identity: { accessKeyId, secretAccessKey, sessionToken }, lifetimeMs };
  }

  async #attempt<T>(
    { isListing, isRead, ...attempt }: Omit<S3Attempt, "bucket"> & { isListing?: boolean; isRead?: boolean },
    call: () => Promise<T>,
  ): Promise<T> {
    if (!isListing) parseObjectKey(attempt.key);
    const told = { ...attempt, bucket: this.#bucket };
    try {
      return await call();
    } catch (error) {
      const source = sourceReason(error);
      if (source !== null) throw source.reason;
      const asksForPresence = isRead === true || attempt.ifMatch !== undefined;
      if (!asksForPresence || !mayBeAbsent(error, told)) throw s3Failure(error, told);
      const isListed = await this.#isListed(attempt.key);
      if (isListed === false) throw absentFailure(told, error);
      if (isListed === null || isRead !== true) throw s3Failure(error, told);
    }
    // It is there now; it may have come between the two requests.
    try {
      return await call();
    } catch (error) {
      throw s3Failure(error, told);
    }
  }

  /**
   * Tells whether a listing knows the key, which needs only a permission to list its prefix; null if even that is
   * refused.
   */
  async #isListed(key: string): Promise<boolean | null> {
    try {
      const { objects } = await this.list({ prefix: key, limit: 1 });
      return objects[0]?.key === key;
    } catch (error) {
      if (isSearchIndexError(error) && error.code === "store-denied") return null;
      throw error;
    }
  }
}

/**
 * Yields before a put, so that this process learns of closed connections. The body took work as a rule, perhaps longer
 * than a server keeps an idle connection (Node 5 seconds, AWS some 20). Sent on it, a put would fail, and none is
 * repeated here.
 */
const hearOfClosedConnections = yieldToEventLoop;

function requireAddress(endpoint: string): void {
  if (/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint)) return;
  throw new SearchIndexError("invalid-options", "`endpoint` must be an address such as http://127.0.0.1:9000.");
}

function clientConfig(options: S3ObjectStoreOptions, sessions: ExpressSessions): S3ClientConfig {
  const region = options.region ?? (options.endpoint === undefined ? undefined : "us-east-1");
  return {
    ...(region === undefined ? {} : { region }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    forcePathStyle: options.forcePathStyle ?? options.endpoint !== undefined,
    maxAttempts: 1,
    s3ExpressIdentityProvider: { getS3ExpressIdentity: () => sessions.current() },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // Costs a connection of its own for every body over 2 MiB, and saves nothing here.
    expectContinueHeader: false,
    requestHandler: { connectionTimeout: options.connectTimeoutMs ?? 3000 },
  };
}

function optionsInput({ contentType, contentEncoding, cacheControl, metadata }: StoredOptions) {
  return {
    ContentType: contentType ?? undefined,
    ContentEncoding: contentEncoding ?? undefined,
    CacheControl: cacheControl ?? undefined,
    Metadata: metadata,
  };
}

// What a store answers, in the shapes of the storage contract: ETags without quotes, times in whole seconds, nothing
// where a store only filled a gap.

/** The fields of GetObject's and HeadObject's answers that are read here. */
interface HeadAnswer {
  readonly ETag?: string | undefined;
  readonly LastModified?: Instant | undefined;
  readonly ContentType?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentLength?: number | undefined;
  readonly Metadata?: Record<string, string> | undefined;
  /** Metadata, with the date of {@link keepDate}. */
  readonly $metadata?: object;
}

interface Instant {
  getTime(): number;
}

/** Content types that stores report for an object put without one. They mean nothing. */
const NO_CONTENT_TYPES: ReadonlySet<string> = new Set(["application/octet-stream", "binary/octet-stream"]);

/** Converts an answer without its body, which came so long after the request was sent. */
function headOf(key: ObjectKey, answer: HeadAnswer, sizeBytes: number, elapsedMs: number): ObjectHead {
  const { ContentType, Metadata } = answer;
  return {
    key,
    etag: parseETag(answer.ETag),
    sizeBytes,
    lastModifiedMs: wholeSeconds(answer.LastModified),
    contentType: ContentType === undefined || NO_CONTENT_TYPES.has(ContentType) ? null : ContentType,
    contentEncoding: parseContentEncoding(answer.ContentEncoding),
    cacheControl: answer.CacheControl ?? null,
    metadata: Metadata ?? {},
    readAtMs: readAtMs(answer, elapsedMs),
  };
}

/**
 * The store looked no earlier than it was asked, and dated its answer no later than that came. HTTP's dates are whole
 * seconds (RFC 9110, section 5.6.7), here taken to be rounded down.
 */
function readAtMs({ $metadata }: HeadAnswer, elapsedMs: number): number | null {
  const date = $metadata !== undefined && "date" in $metadata ? $metadata.date : undefined;
  const datedMs = typeof date === "string" ? epochMsOf(date) : Number.NaN;
  return Number.isNaN(datedMs) ? null : Math.floor(datedMs - elapsedMs);
}

/** Adds the store's Date header to the metadata of an answer, where the SDK leaves it out. */
function keepDate({ response, output }: { response: unknown; output?: { $metadata: object } }): void {
  const { headers } = (response ?? {}) as { readonly headers?: Readonly<Record<string, string>> };
  if (output !== undefined) Object.assign(output.$metadata, { date: headers?.date });
}

/** Contents that {@link readContents} extracted from the bodies of listings, by response. */
const contentsOf = new WeakMap<object, readonly ListedContent[]>();

/** Reads the objects of a good listing, and leaves the SDK a body without them; the whole of any other answer. */
async function readContents(response: unknown): Promise<void> {
  const answer = response as { readonly statusCode?: number; body?: unknown };
  if (answer.statusCode !== 200) return;
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body as AnswerBody) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const taken = takeContents(body.toString("utf8"));
  answer.body = taken === null ? body : Buffer.from(taken.rest, "utf8");
  if (taken !== null) contentsOf.set(answer, taken.contents);
}

function putContents({ response, output }: { response: unknown; output?: object }): void {
  const contents = contentsOf.get(response as object);
  if (output !== undefined && contents !== undefined) Object.assign(output, { Contents: contents });
}

/** `aws-chunked` is how an SDK sent the bytes, not how they are; some stores give it back. */
function parseContentEncoding(text: string | undefined): string | null {
  const codings = (text ?? "").split(",").map((coding) => coding.trim());
  return codings.filter((coding) => coding !== "" && coding !== "aws-chunked").join(",") || null;
}

/** Content-Length, without which a cut body could not be told from a whole one. */
function sizeOf(answer: HeadAnswer, key: string): number {
  if (answer.ContentLength === undefined) throw unfit(`The store did not say how long ${key} is.`, key);
  return answer.ContentLength;
}

/** The body, to be read or discarded. */
function bodyOf(answer: { readonly Body?: unknown }, key: string): AnswerBody {
  const body = answer.Body;
  if (typeof body === "object" && body !== null && Symbol.asyncIterator in body) return body as AnswerBody;
  throw unfit(`The store answered without a body for ${key}.`, key);
}

/** `bytes 0-99/1234` as [0, 100, 1234]; null for anything else (RFC 9110, section 14.4). */
function parseContentRange(text: string | undefined): [number, number, number | null] | null {
  const [, first, last, size] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(text ?? "") ?? [];
  if (first === undefined || last === undefined) return null;
  return [Number(first), Number(last) + 1, size === undefined || size === "*" ? null : Number(size)];
}

/** Parses an ETag; removes the quotes. */
function parseETag(text: string | undefined): ETag {
  if (!text) throw unfit("The store gave no ETag. Without it nothing can be replaced safely.", "");
  return text.replaceAll('"', "") as ETag;
}

/** Listings may be finer than HTTP's dates (Ceph: milliseconds). */
function wholeSeconds(instant: Instant | undefined): number {
  return Math.floor((instant?.getTime() ?? 0) / 1000) * 1000;
}

/** A key of a listing. Encoded ones are in form style: `+` is a space. */
function parseListedKey(text: string | undefined, encoding: string | undefined): string {
  const key = text ?? "";
  return encoding === "url" ? decodeURIComponent(key.replaceAll("+", "%20")) : key;
}

/** The error of an answer that no store should give. The outcome stays unknown. */
function unfit(message: string, key: string): SearchIndexError {
  return new SearchIndexError("store-unavailable", message, { details: { key } });
}

/** The type of Body in the SDK on Node: a readable stream. */
interface AnswerBody extends AsyncIterable<Uint8Array> {
  destroy?: (error?: Error) => unknown;
}

/**
 * Exactly `sizeBytes` bytes. A body that ends before or goes on after was cut or mixed up on its way, and is
 * `store-unavailable`.
 */
async function readBody(body: AnswerBody, sizeBytes: number, key: string): Promise<Uint8Array> {
  // Not from Node's pool, of which a cache that keeps a few bytes would keep 8 KB alive.
  const bytes = Buffer.allocUnsafeSlow(sizeBytes);
  let filled = 0;
  for await (const chunk of body) {
    if (filled + chunk.length > sizeBytes) throw wrongLength(key, sizeBytes, filled + chunk.length);
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < sizeBytes) throw wrongLength(key, sizeBytes, filled);
  return bytes;
}

/** Ends the transfer of a body that nobody will read; otherwise its connection would stay taken. */
function discardBody(body: AnswerBody): void {
  body.destroy?.();
}

/** The chunks joined and cut into parts of `partBytes`, the last one shorter; none for no bytes. Copies them. */
async function* cutIntoParts(
  chunks: AsyncIterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<Uint8Array, undefined> {
  let part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      const piece = chunk.subarray(start, start + partBytes - filled);
      part.set(piece, filled);
      filled += piece.length;
      start += piece.length;
      if (filled === partBytes) {
        yield part;
        part = Buffer.allocUnsafe(partBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
  return undefined;
}

function wrongLength(key: string, expectedBytes: number, receivedBytes: number): SearchIndexError {
  const message = `The store announced ${expectedBytes} bytes of ${key} and sent ${receivedBytes}.`;
  return new SearchIndexError("store-unavailable", message, { details: { key, expectedBytes, receivedBytes } });
}
