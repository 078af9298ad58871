/**
 * Whether a store takes large objects in parts (layer 1), and whether its clock goes as this machine's does.
 */
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";
import { STREAM_PART_BYTES } from "../object-store/object-store.ts";
import { attempt, bytesOf, failed, passed, type StoreCheck, type Trial, textOf, warning } from "./probe-run.ts";

/** Behind one full part: the least that makes an upload of two. */
const LAST_PART = "the last part";

async function* twoParts(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(STREAM_PART_BYTES);
  yield bytesOf(LAST_PART);
}

async function putInParts(trial: Trial) {
  const key = trial.key("parts");
  await trial.store.putStreamIfAbsent(key, twoParts());
  const sizeBytes = STREAM_PART_BYTES + LAST_PART.length;
  const tail = await trial.store.getRange(key, STREAM_PART_BYTES - 1, sizeBytes);
  if (textOf(tail) !== `\0${LAST_PART}`) {
    return failed(
      "An object put in parts came back otherwise.",
      "Merged segments are put in parts: take another store.",
    );
  }
  const second = await attempt(trial.store.putStreamIfAbsent(key, twoParts()));
  if (isErrorOfKind(second, "conflict")) return passed("Large objects are put in parts, and created only once.");
  if (isSearchIndexError(second)) throw second;
  return warning(
    "Large objects are put in parts, but one that is there is replaced: If-None-Match is passed over there (as Ceph does).",
    "poisk never uses the name of a segment twice, so nothing is lost by it.",
  );
}

/** Times below are in whole seconds, and requests take their time. */
const SLIGHT_SKEW_MS = 60_000;
/** Readers have ten minutes for what was merged away (garbage-collector.ts); half of it may be a clock's fault. */
const MOST_SKEW_MS = 5 * 60_000;

/** Half of what a version takes to be settled (indexer/upload-version.ts). */
const SLIGHT_DATE_SKEW_MS = 2_500;

async function compareClocks(trial: Trial) {
  const { clock, store } = trial.context;
  const key = trial.key("clock");
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

/** Metadata that changed within a second of the last put are looked for by the dates of answers. Null where they will do. */
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

export const streamAndClockChecks: readonly StoreCheck[] = [
  { name: "parts", claim: "takes large objects in parts", isEssential: false, run: putInParts },
  { name: "clock", claim: "has the time that this machine has", isEssential: false, run: compareClocks },
];
