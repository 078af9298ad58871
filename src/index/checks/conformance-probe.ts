/**
 * Probes a store before an index is trusted to it: asks it, by doing, for every property that poisk stands on. Works in
 * a folder of its own under the index's prefix and leaves nothing behind; what a killed run leaves is deleted by the
 * next one, or by the collector.
 */
import type { Clock } from "../../clock.ts";
import { type ErrorCode, type ErrorKind, isErrorOfKind, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { createUlid, type IdSource } from "../../id-source.ts";
import {
  type ETag,
  gather,
  isOutOfRoom,
  listAll,
  type ObjectKey,
  type ObjectStore,
  STREAM_PART_BYTES,
} from "../../store/store.ts";
import { isArticleKey, type KeyLayout, probesPrefix } from "../keys.ts";
import {
  type Check,
  type CheckReport,
  type CheckResult,
  type Finding,
  failed,
  NotAsked,
  passed,
  runChecks,
  warning,
} from "./checks.ts";

// What a check works with, and what it says.

/** The store to probe, and the ports. Take the store as it is: a cache over it would answer in its place. */
export interface ProbeContext {
  readonly store: ObjectStore;
  readonly layout: KeyLayout;
  /** True if uploads are in another bucket, so that the index's need not list in order. Default: the same bucket. */
  readonly hasIndexBucket?: boolean;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Advice if a store denies access: for a folder, or a bucket. */
const DENIED_ADVICE =
  "Look at the folder and its rights, or at the bucket's name, the region, the credentials, and their policy.";

/** Codes of a store that refuses to write, whatever it would do with what is written. */
const REFUSALS: readonly ErrorCode[] = ["store-denied", "store-read-only"];

/** A writer that was killed while it tried a store has left nothing that anybody still needs. */
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

/** One run of checks. */
class ProbeRun {
  readonly context: ProbeContext;
  /** Ends with a slash. */
  readonly prefix: string;
  /** True if rare faults are searched for less long. */
  readonly isQuick: boolean;
  /** True if the store denies these credentials everything, so that the other checks are pointless. */
  isRefused = false;
  /** The first error that the store gave instead of a conclusive answer. */
  refusal: SearchIndexError | null = null;
  #round = 0;

  constructor(context: ProbeContext, isQuick = false) {
    this.context = context;
    this.isQuick = isQuick;
    this.prefix = `${probesPrefix(context.layout)}${createUlid(context.clock.nowMs(), context.ids)}/`;
  }

  get store(): ObjectStore {
    return this.context.store;
  }

  /** A key of this run; each check takes names of its own. */
  key(name: string): ObjectKey {
    return `${this.prefix}${this.#round === 0 ? "" : `${this.#round}/`}${name}` as ObjectKey;
  }

  /** Names fresh keys from now on: what had no answer may have been done, or may be done yet. */
  beginRound(): void {
    this.#round += 1;
  }

  /** Deletes what this run put, and what earlier ones left that were killed. A listing, and a delete each. */
  async cleanUp(): Promise<void> {
    const { store, layout } = this.context;
    const found = await gather(listAll(store, probesPrefix(layout)));
    const own = found.filter(({ key }) => key.startsWith(this.prefix));
    // The store's clock has put them all: what this run put last tells its time.
    const storeMs = Math.max(...own.map(({ lastModifiedMs }) => lastModifiedMs));
    const old = found.filter(({ lastModifiedMs }) => storeMs - lastModifiedMs > LEFTOVER_AGE_MS);
    await Promise.all([...new Set([...own, ...old])].map(({ key }) => store.delete(key)));
  }
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

/** The value, or the store's error in its place; whatever else is thrown goes on. */
async function attempt<T>(call: Promise<T>, ...thrown: readonly ErrorKind[]): Promise<T | SearchIndexError> {
  try {
    return await call;
  } catch (error) {
    if (isSearchIndexError(error) && !thrown.includes(error.kind)) return error;
    throw error;
  }
}

/** Tells whether a write was refused as it must be. Throws any other error, so that the check is repeated. */
function isRefusal(answer: unknown): boolean {
  if (isErrorOfKind(answer, "conflict")) return true;
  if (isSearchIndexError(answer)) throw answer;
  return false;
}

/** Advice about a store that can lose a commit. */
const KEEP_NO_INDEX_HERE =
  "Keep no index here: uploads would be lost without a word. Take a store that honours If-Match and If-None-Match on PUT, or a newer version of this one.";

// Whether a store takes large objects in parts, and whether its clock goes as this machine's does.

/** The last part, which follows one full part: the smallest multipart upload has two. */
const LAST_PART = "the last part";

async function* twoParts(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(STREAM_PART_BYTES);
  yield bytesOf(LAST_PART);
}

async function putInParts(run: ProbeRun) {
  const key = run.key("parts");
  await run.store.putStreamIfAbsent(key, twoParts());
  const sizeBytes = STREAM_PART_BYTES + LAST_PART.length;
  const tail = await run.store.getRange(key, STREAM_PART_BYTES - 1, sizeBytes);
  if (textOf(tail) !== `\0${LAST_PART}`) {
    return failed(
      "An object put in parts came back otherwise.",
      "Merged segments are put in parts: take another store.",
    );
  }
  const second = await attempt(run.store.putStreamIfAbsent(key, twoParts()));
  if (isRefusal(second)) return passed("Large objects are put in parts, and created only once.");
  return warning(
    "Large objects are put in parts, but one that is there is replaced: If-None-Match is passed over there (as Ceph does).",
    "poisk never uses the name of a segment twice, so nothing is lost by it.",
  );
}

/** Times below are in whole seconds, and requests take their time. */
const SLIGHT_SKEW_MS = 60_000;
/** Readers have ten minutes for what was merged away (garbage-collector.ts); half of it may be a clock's fault. */
const MOST_SKEW_MS = 5 * 60_000;

/** Half of what a version takes to be settled (indexer/commit/upload-version.ts). */
const SLIGHT_DATE_SKEW_MS = 2_500;

async function compareClocks(run: ProbeRun) {
  const { clock, store } = run.context;
  const key = run.key("clock");
  const beforeMs = clock.nowMs();
  await store.putIfAbsent(key, bytesOf("x"));
  const { lastModifiedMs, readAtMs } = await store.head(key);
  const dates = checkDates(lastModifiedMs, readAtMs, clock.nowMs() - beforeMs);
  if (dates !== null) return dates;
  const aheadMs = Math.max(0, lastModifiedMs - clock.nowMs());
  const behindMs = Math.max(0, beforeMs - (lastModifiedMs + 999));
  const skewMs = Math.max(aheadMs, behindMs);
  if (skewMs <= SLIGHT_SKEW_MS) return passed("Its clock and this machine's agree within a minute.");
  const skew = `${Math.round(skewMs / 1000)} seconds ${aheadMs > 0 ? "ahead of" : "behind"} this machine's`;
  const advice = "Let both follow a time server: what is deleted, and when, goes by clocks.";
  return skewMs <= MOST_SKEW_MS ? warning(`Its clock is ${skew}.`, advice) : failed(`Its clock is ${skew}.`, advice);
}

/**
 * Metadata that changed within a second of the last put are looked for by the dates of answers. Null where they will
 * do.
 */
function checkDates(lastModifiedMs: number, readAtMs: number | null, elapsedMs: number) {
  if (readAtMs === null) {
    return warning(
      "It does not say when it answers (no Date header).",
      "Reconciling asks for each upload by itself, since a listing does not show that metadata changed within a second.",
    );
  }
  const aheadMs = readAtMs - (lastModifiedMs + 999 + elapsedMs);
  if (aheadMs <= SLIGHT_DATE_SKEW_MS) return null;
  return warning(
    `It dates its answers ${Math.round(aheadMs / 1000)} seconds later than what is put meanwhile.`,
    "Let its nodes, and proxies before it, follow a time server: metadata that change within a second could be missed.",
  );
}

// Whether a store gives parts of objects, lists in pages, and keeps names and metadata as they are.

const TEN = "0123456789";

async function readRanges(run: ProbeRun) {
  const key = run.key("ranges");
  await run.store.putIfAbsent(key, bytesOf(TEN));
  const middle = await attempt(run.store.getRange(key, 3, 7));
  const end = await attempt(run.store.getRange(key, 9, 10));
  if (isErrorOfKind(middle, "internal")) throw middle;
  if (isSearchIndexError(middle) || isSearchIndexError(end) || textOf(middle) + textOf(end) !== "34569") {
    return failed("It did not give the bytes of a range.", "Every search reads ranges: take another store.");
  }
  const beyond = await attempt(run.store.getRange(key, 8, 12), "unavailable");
  if (isErrorOfKind(beyond, "corrupt-data")) return passed("Ranges are given, and one beyond the end is told.");
  return failed(
    "It gave bytes for a range beyond the end of an object.",
    "Take another store: damage would not be seen.",
  );
}

async function revalidate(run: ProbeRun) {
  const key = run.key("unchanged");
  const first = await run.store.putIfAbsent(key, bytesOf("first"));
  const unchanged = await run.store.getIfNoneMatch(key, first);
  await run.store.putIfMatch(key, bytesOf("second"), first);
  const changed = await run.store.getIfNoneMatch(key, first);
  if (changed === null || textOf(changed.bytes) !== "second") {
    return failed("It said of a changed object that it is unchanged.", "Searches would not see new articles.");
  }
  if (unchanged === null) return passed("An unchanged object is not sent again (304).");
  return warning("It sends an unchanged object again.", "No harm is done; a manifest a second travels for nothing.");
}

/**
 * Listed right after they were put, two a page, and right after they were deleted. What lists uploads needs an order;
 * of the index nothing does.
 */
async function listPages(run: ProbeRun) {
  const names = ["a", "b", "c/d", "c/e", "f"];
  const keys = names.map((name) => run.key(`list/${name}`));
  await Promise.all(keys.map((key) => run.store.putIfAbsent(key, bytesOf("x"))));
  const prefix = run.key("list/");
  const listed: ObjectKey[] = [];
  let cursor: string | null = null;
  let isPaged = true;
  do {
    const page = await run.store.list({ prefix, limit: 2, ...(cursor === null ? {} : { cursor }) });
    listed.push(...page.objects.map(({ key }) => key));
    isPaged &&= page.objects.length <= 2;
    cursor = page.nextCursor;
  } while (cursor !== null && listed.length <= keys.length);
  const isInOrder = listed.join() === keys.join();
  if ([...listed].sort().join() !== keys.join()) {
    return failed(
      `Of ${keys.length} objects just put, a listing in pages gave ${new Set(listed).size}, or not each once.`,
      "Reconciling and collecting go by listings: take another store.",
    );
  }
  if (!isInOrder && run.context.hasIndexBucket !== true) {
    return failed(
      "It lists objects in no order.",
      "Uploads are listed by ranges of keys: keep them in another bucket, and the index alone here (--index-bucket).",
    );
  }
  await Promise.all(keys.map((key) => run.store.delete(key)));
  const left = await run.store.list({ prefix });
  if (left.objects.length > 0) return failed("It lists objects that were deleted.", "Turn lazy replication off.");
  if (!isPaged) return warning("It gives longer pages of a listing than asked for.", "No harm is done.");
  const order = isInOrder ? "in order and" : "in no order, which an index needs not, but";
  return passed(`Objects are listed at once, ${order} in pages, and no longer once deleted.`);
}

/** A key with all kinds of characters of Russian file names that XML, forms and addresses escape. */
const AWKWARD_NAME = "names/Ёлка & «новости» 50% + 1=?#.txt";

async function keepNames(run: ProbeRun) {
  const key = run.key(AWKWARD_NAME);
  await run.store.putIfAbsent(key, bytesOf("x"));
  const listed = await gather(listAll(run.store, run.key("names/")));
  if (listed.map((object) => object.key).join() === key)
    return passed("Names in Russian and with signs come back as they were.");
  return failed(
    `It gives the name ${AWKWARD_NAME} back otherwise than it took it.`,
    "Name uploads in plain Latin letters, or take another store.",
  );
}

async function keepMetadata(run: ProbeRun) {
  const key = run.key("metadata");
  const options = { contentType: "text/html", contentEncoding: "gzip", metadata: { published: "2016-10-09" } };
  await run.store.putIfAbsent(key, bytesOf("x"), options);
  const { contentType, contentEncoding, metadata } = await run.store.head(key);
  if (contentType !== null && contentEncoding === "gzip" && metadata.published === "2016-10-09") {
    return passed("Type, encoding and metadata of an object are kept.");
  }
  return failed(
    "It does not keep the type, the encoding or the metadata of an object.",
    "Dates and titles given as metadata would be lost: put them into the files.",
  );
}

// Whether a store compares and swaps in one step: many writers at the same moment, of whom one may win. A store
// that looks and then writes passes with one writer and fails here.

/** Number of concurrent writers, as in a busy bucket. A faulty store already fails with a few. */
const RACERS = 16;
const ROUNDS = { quick: 3, whole: 8 };
/** The counter: so many writers add so many each. */
const COUNT = { quick: { writers: 6, additions: 3 }, whole: { writers: 8, additions: 5 } };
/** A writer loses to each of the others now and then, never so often. */
const MAX_TRIES = 400;

type Write = (bytes: Uint8Array) => Promise<ETag>;

interface Round {
  readonly winners: number;
  readonly isUndecided: boolean;
  /** True if some writer had no answer. */
  readonly isUnanswered: boolean;
}

/** Runs a race, and finds the winner by the store's answers and by its content afterwards. */
async function race(run: ProbeRun, key: ObjectKey, write: Write): Promise<Round> {
  const texts = Array.from({ length: RACERS }, (_, i) => `writer ${i}`);
  const answers = await Promise.all(texts.map((text) => attempt(write(bytesOf(text)))));
  const denied = answers.find((answer) => isErrorOfKind(answer, "internal"));
  if (denied !== undefined) throw denied;
  const won = texts.filter((_, i) => !isSearchIndexError(answers[i]));
  const held = await attempt(run.store.get(key), "unavailable");
  const text = isSearchIndexError(held) ? null : textOf(held.bytes);
  const isUnanswered = answers.some((answer) => isErrorOfKind(answer, "unavailable"));
  if (won.length === 1 && text !== won[0]) return { winners: 2, isUndecided: false, isUnanswered };
  // Ceph answers 500 to some that lost, and may do so to all: then nobody was told of a success that is none.
  const isUndecided = won.length === 0 && (text === null || !texts.includes(text));
  return { winners: won.length, isUndecided, isUnanswered };
}

/** Rounds of {@link race} for one of the two conditions. */
async function raceRounds(run: ProbeRun, prepare: (round: number) => Promise<[ObjectKey, Write]>, what: string) {
  const rounds = run.isQuick ? ROUNDS.quick : ROUNDS.whole;
  let undecided = 0;
  let unanswered = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [key, write] = await prepare(round);
    const { winners, isUndecided, isUnanswered } = await race(run, key, write);
    if (winners > 1) {
      return failed(
        `Of ${RACERS} writers at once more than one ${what}: all but the last are lost.`,
        KEEP_NO_INDEX_HERE,
      );
    }
    if (isUndecided) undecided += 1;
    if (isUnanswered) unanswered += 1;
  }
  if (undecided === rounds) {
    const found = `Of ${RACERS} writers at once none ${what}, in ${rounds} rounds.`;
    return { ...failed(found, "Ask again when it is less busy."), isUnanswered: unanswered === rounds };
  }
  return passed(`Of ${RACERS} writers at once exactly one ${what}, in ${rounds - undecided} rounds.`);
}

function raceToCreate(run: ProbeRun): Promise<Finding> {
  return raceRounds(
    run,
    async (round) => {
      const key = run.key(`race-create-${round}`);
      return [key, (bytes) => run.store.putIfAbsent(key, bytes)];
    },
    "created the object",
  );
}

function raceToReplace(run: ProbeRun): Promise<Finding> {
  return raceRounds(
    run,
    async (round) => {
      const key = run.key(`race-replace-${round}`);
      const etag = await run.store.putIfAbsent(key, bytesOf("start"));
      return [key, (bytes) => run.store.putIfMatch(key, bytes, etag)];
    },
    "replaced the object",
  );
}

/** Counts as commits do: read, add, replace, and start again on any doubt. Each addition leaves its own mark. */
async function count(run: ProbeRun): Promise<Finding> {
  const key = run.key("counter");
  const { writers, additions } = run.isQuick ? COUNT.quick : COUNT.whole;
  await run.store.putIfAbsent(key, bytesOf("[]"));
  const read = async (): Promise<{ marks: string[]; etag: ETag }> => {
    const { bytes, etag } = await run.store.get(key);
    return { marks: JSON.parse(textOf(bytes)) as string[], etag };
  };
  let gaveUp: SearchIndexError | null = null;
  const add = async (mark: string): Promise<void> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const { marks, etag } = await read();
      // An attempt in doubt landed after all.
      if (marks.includes(mark)) return;
      const answer = await attempt(run.store.putIfMatch(key, bytesOf(JSON.stringify([...marks, mark])), etag));
      if (!isSearchIndexError(answer)) return;
      if (!answer.retryable) throw answer;
      gaveUp = answer;
    }
    if (gaveUp !== null) throw gaveUp;
  };
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let i = 0; i < additions; i += 1) await add(`${writer}-${i}`);
    }),
  );
  const { marks } = await read();
  const [counted, asked] = [new Set(marks).size, writers * additions];
  if (counted === asked && marks.length === asked) return passed(`${asked} of ${asked} additions were counted.`);
  return failed(`Of ${asked} additions by ${writers} writers ${counted} were kept.`, KEEP_NO_INDEX_HERE);
}

// Whether a store compares and swaps: what the commit protocol stands on, asked of one writer at a time.

/** The MD5 of nothing: an ETag that an object could have. */
const SOME_ETAG = "d41d8cd98f00b204e9800998ecf8427e" as ETag;

async function createTwice(run: ProbeRun) {
  const key = run.key("create-once");
  await run.store.putIfAbsent(key, bytesOf("first"));
  const second = await attempt(run.store.putIfAbsent(key, bytesOf("second")));
  const kept = textOf((await run.store.get(key)).bytes);
  if (kept === "first" && isRefusal(second)) return passed("The second of two creations was refused.");
  return failed("It created an object twice, and the second one replaced the first.", KEEP_NO_INDEX_HERE);
}

async function replaceStale(run: ProbeRun) {
  const key = run.key("replace-stale");
  const first = await run.store.putIfAbsent(key, bytesOf("first"));
  await run.store.putIfMatch(key, bytesOf("second"), first);
  const stale = await attempt(run.store.putIfMatch(key, bytesOf("third"), first));
  const kept = textOf((await run.store.get(key)).bytes);
  if (kept === "second" && isRefusal(stale)) {
    return passed("A replacement of the version that was read took place, and one of an older version was refused.");
  }
  return failed("It replaced a version that the writer had not seen, and so lost it.", KEEP_NO_INDEX_HERE);
}

async function replaceMissing(run: ProbeRun) {
  const never = await attempt(run.store.putIfMatch(run.key("never-written"), bytesOf("x"), SOME_ETAG));
  if (!isRefusal(never)) return failed("It replaced an object that never was.", KEEP_NO_INDEX_HERE);
  const key = run.key("deleted");
  const etag = await run.store.putIfAbsent(key, bytesOf("x"));
  await run.store.delete(key);
  const deleted = await attempt(run.store.putIfMatch(key, bytesOf("y"), etag));
  if (isRefusal(deleted)) return passed("Replacing what never was, or was deleted, is refused.");
  return failed("It replaced an object that was deleted, and so brought it back.", KEEP_NO_INDEX_HERE);
}

// Whether these credentials may do what poisk does, asked by doing it, and whether the store tells a missing
// object from a forbidden one.

/** A listing is looked at so far for an upload to read: markers of folders are none. */
const LOOKED_AT = 10;

async function useIndex(run: ProbeRun) {
  const key = run.key("rights");
  const { indexPrefix } = run.context.layout;
  const steps: readonly (readonly [right: string, act: () => Promise<unknown>])[] = [
    ["write (s3:PutObject)", () => run.store.putIfAbsent(key, bytesOf("rights"))],
    ["read (s3:GetObject)", () => run.store.get(key)],
    ["list (s3:ListBucket)", () => run.store.list({ prefix: run.prefix })],
    ["delete (s3:DeleteObject)", () => run.store.delete(key)],
  ];
  for (const [right, act] of steps) {
    const answer = await attempt(act());
    if (!isSearchIndexError(answer)) continue;
    if (!isErrorOfKind(answer, "internal")) throw answer;
    run.refusal ??= answer;
    const found = `It does not let these credentials ${right} under ${indexPrefix}. ${answer.message}`;
    return { ...failed(found, DENIED_ADVICE), isUnanswered: true };
  }
  return passed(`These credentials may write, read, list and delete under ${indexPrefix}.`);
}

/** Deletes are seen by a 404; AWS gives 403 to whoever may not list (Amazon S3 API Reference, "GetObject"). */
async function missMissing(run: ProbeRun) {
  const { uploadsPrefix } = run.context.layout;
  for (const key of [run.key("missing"), missingUploadKey(run)]) {
    const answer = await attempt(run.store.get(key), "unavailable");
    if (isErrorOfKind(answer, "not-found")) continue;
    const where = key.startsWith(run.prefix) ? "" : ` under ${uploadsPrefix || "/"}`;
    return failed(
      `It does not say of a missing object${where} that it is missing, so deleted uploads would stay in the index.`,
      "Give these credentials s3:ListBucket on the bucket: without it AWS answers 403 for what is not there.",
    );
  }
  return passed("An object that is not there is said to be missing.");
}

/** A key among the uploads that nobody ever puts. They may be in another bucket with its own permissions. */
function missingUploadKey({ context: { layout, clock, ids } }: ProbeRun): ObjectKey {
  return `${layout.uploadsPrefix}missing-${createUlid(clock.nowMs(), ids)}` as ObjectKey;
}

async function readUploads(run: ProbeRun) {
  const { layout } = run.context;
  const { objects } = await run.store.list({ prefix: layout.uploadsPrefix, limit: LOOKED_AT });
  const upload = objects.find(({ key }) => isArticleKey(layout, key));
  if (upload === undefined) {
    return passed(`Uploads under ${layout.uploadsPrefix} may be listed; there is none yet to be read.`);
  }
  // Its head asks for the same right as its bytes do, and an upload may be large.
  const { etag, lastModifiedMs } = await run.store.head(upload.key);
  if (etag === upload.etag && lastModifiedMs === upload.lastModifiedMs) {
    return passed(`Uploads under ${layout.uploadsPrefix} may be listed and read.`);
  }
  return warning(
    `Of ${upload.key} a listing says another version than the object itself.`,
    "If nobody replaced it in this moment, reconciling reads such uploads anew every time.",
  );
}

async function readOwnWrites(run: ProbeRun) {
  const key = run.key("own-writes");
  const first = await run.store.putIfAbsent(key, bytesOf("first"));
  const seen = [textOf((await run.store.get(key)).bytes)];
  const second = await run.store.putIfMatch(key, bytesOf("second"), first);
  const object = await run.store.get(key);
  const head = await run.store.head(key);
  seen.push(textOf(object.bytes));
  await run.store.delete(key);
  const gone = await attempt(run.store.get(key), "unavailable");
  if (!isErrorOfKind(gone, "not-found") || seen.join() !== "first,second") {
    return failed("It gave back an older state than was just written.", "Turn caches and lazy replication off.");
  }
  if (object.etag !== second || head.etag !== second || head.lastModifiedMs !== object.lastModifiedMs) {
    return failed(
      "It names one version of an object differently in PUT, GET and HEAD.",
      "Take another store: every upload would look changed.",
    );
  }
  return passed("What was written is read back at once, and so is a deletion; each version has one name.");
}

/**
 * Those of which an index is lost or garbled in a store that fails them. Where the first one fails, nothing else can be
 * asked.
 */
const ESSENTIAL_CHECKS: readonly Check<ProbeRun>[] = [
  { name: "rights", claim: "lets these credentials write, read, list and delete", run: useIndex },
  { name: "missing", claim: "says of a missing object that it is missing", run: missMissing },
  { name: "own-writes", claim: "gives back at once what was written", run: readOwnWrites },
  { name: "create-once", claim: "creates an object only once (If-None-Match: *)", run: createTwice },
  { name: "replace-read", claim: "replaces only the version that was read (If-Match)", run: replaceStale },
  { name: "replace-missing", claim: "replaces nothing that is not there (If-Match)", run: replaceMissing },
  { name: "race-create", claim: `lets one of ${RACERS} writers at once create an object`, run: raceToCreate },
  { name: "race-replace", claim: `lets one of ${RACERS} writers at once replace an object`, run: raceToReplace },
  { name: "counter", claim: "counts right what many writers add by reading and replacing", run: count },
  { name: "ranges", claim: "gives parts of an object (Range)", run: readRanges },
];

const FURTHER_CHECKS: readonly Check<ProbeRun>[] = [
  { name: "uploads", claim: "lets these credentials list and read uploads", run: readUploads },
  { name: "unchanged", claim: "knows an unchanged object (If-None-Match)", run: revalidate },
  { name: "listing", claim: "lists at once, page by page, and in order where uploads lie", run: listPages },
  { name: "names", claim: "keeps names as they are", run: keepNames },
  { name: "metadata", claim: "keeps type, encoding and metadata", run: keepMetadata },
  { name: "parts", claim: "takes large objects in parts", run: putInParts },
  { name: "clock", claim: "has the time that this machine has", run: compareClocks },
];

interface ProbeOptions {
  /** True to check only faults by which an index would be lost or garbled. Default: all. */
  readonly isQuick?: boolean;
  /** Called after each check. */
  readonly onCheck?: (result: CheckResult) => void;
}

/** A check without an answer is made so often; what a store does is told by its answers. Untuned. */
const MAX_ROUNDS = 3;
const ROUND_PAUSE_MS = 500;
/** No check is made anew that took longer: a store that is silent is told of, not waited for. */
const MAX_ROUND_MS = 10_000;

/**
 * Probes a store with at most some 950 requests and 17 MB written; the quick part takes some 330 requests and a few KB.
 * Rejects with what is no answer of a store alone: a store that does not answer has failed.
 */
export function probeStore(
  context: ProbeContext,
  { isQuick = false, onCheck = () => {} }: ProbeOptions = {},
): Promise<CheckReport> {
  return runProbe(new ProbeRun(context, isQuick), onCheck);
}

async function runProbe(run: ProbeRun, onCheck: (result: CheckResult) => void): Promise<CheckReport> {
  const checks = [...ESSENTIAL_CHECKS, ...(run.isQuick ? [] : FURTHER_CHECKS)].map((check, place) => ({
    ...check,
    run: async () => {
      if (run.isRefused) throw new NotAsked("Not asked.");
      const finding = await runCheck(check, run);
      if (place === 0) run.isRefused = finding.verdict === "failed";
      return finding;
    },
  }));
  try {
    return await runChecks(checks, run, onCheck);
  } finally {
    await leaveNothing(run);
  }
}

/**
 * `store-unsafe` where an index would be lost or garbled in this store. Where it does not let itself be tried, the code
 * says why: `store-unavailable`, `store-full`, `store-read-only` or `store-denied`.
 */
export async function requireTrustedStore(context: ProbeContext): Promise<void> {
  // A store that is away for a moment must not be called unsafe.
  await context.store.list({ prefix: context.layout.indexPrefix, limit: 1 });
  const run = new ProbeRun(context, true);
  const { checks, isTrusted } = await runProbe(run, () => {});
  if (isTrusted) return;
  const failures = checks.filter(({ verdict }) => verdict === "failed");
  const faults = failures.map(({ found }) => found);
  if (failures.every(({ isUnanswered }) => isUnanswered)) {
    const { code = "store-unavailable" } = run.refusal ?? {};
    throw new SearchIndexError(code, `The store could not be tried: ${faults.join(" ")}`);
  }
  throw new SearchIndexError(
    "store-unsafe",
    `No index is kept in this store, since it would not be safe there: ${faults.join(" ")} To look closer: poisk doctor.`,
  );
}

/** A lost answer, or a decision that the store put off, is no finding: the check is made anew. */
async function runCheck(check: Check<ProbeRun>, run: ProbeRun): Promise<Finding> {
  const { clock } = run.context;
  for (let round = 1; ; round += 1) {
    const startMs = clock.monotonicMs();
    try {
      return await check.run(run);
    } catch (error) {
      if (!isSearchIndexError(error)) throw error;
      const isLast = round === MAX_ROUNDS || clock.monotonicMs() - startMs > MAX_ROUND_MS;
      if (isLast || !error.retryable || isOutOfRoom(error)) {
        const isUnanswered = error.kind === "unavailable" || REFUSALS.includes(error.code);
        if (isUnanswered) run.refusal ??= error;
        return { ...failedByError(error), isUnanswered };
      }
    }
    await clock.sleep(ROUND_PAUSE_MS);
    run.beginRound();
  }
}

function failedByError(error: SearchIndexError): Finding {
  const advice = isErrorOfKind(error, "internal")
    ? DENIED_ADVICE
    : "Look at the endpoint, the network and the store's own log, and run this again.";
  return failed(error.message, advice);
}

/**
 * Deletes the objects of the probe. The collector deletes the rest later; a store that refuses has failed a check
 * already.
 */
async function leaveNothing(run: ProbeRun): Promise<void> {
  try {
    await run.cleanUp();
  } catch (error) {
    if (!isSearchIndexError(error)) throw error;
  }
}
