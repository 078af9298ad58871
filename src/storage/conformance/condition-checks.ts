/**
 * Whether a store compares and swaps (layer 1): what the commit protocol stands on, asked of one writer at a time.
 */
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";
import type { ETag } from "../object-store/object-store.ts";
import {
  attempt,
  bytesOf,
  failed,
  KEEP_NO_INDEX_HERE,
  passed,
  type StoreCheck,
  type Trial,
  textOf,
} from "./probe-run.ts";

/** The MD5 of nothing: an ETag that an object could have. */
const SOME_ETAG = "d41d8cd98f00b204e9800998ecf8427e" as ETag;

async function createTwice(trial: Trial) {
  const key = trial.key("create-once");
  await trial.store.putIfAbsent(key, bytesOf("first"));
  const second = await attempt(trial.store.putIfAbsent(key, bytesOf("second")));
  const kept = textOf((await trial.store.get(key)).bytes);
  if (isErrorOfKind(second, "conflict") && kept === "first") return passed("The second of two creations was refused.");
  if (isSearchIndexError(second) && kept === "first") throw second;
  return failed("It created an object twice, and the second one replaced the first.", KEEP_NO_INDEX_HERE);
}

async function replaceStale(trial: Trial) {
  const key = trial.key("replace-stale");
  const first = await trial.store.putIfAbsent(key, bytesOf("first"));
  await trial.store.putIfMatch(key, bytesOf("second"), first);
  const stale = await attempt(trial.store.putIfMatch(key, bytesOf("third"), first));
  const kept = textOf((await trial.store.get(key)).bytes);
  if (isErrorOfKind(stale, "conflict") && kept === "second") {
    return passed("A replacement of the version that was read took place, and one of an older version was refused.");
  }
  if (isSearchIndexError(stale) && kept === "second") throw stale;
  return failed("It replaced a version that the writer had not seen, and so lost it.", KEEP_NO_INDEX_HERE);
}

async function replaceMissing(trial: Trial) {
  const never = await attempt(trial.store.putIfMatch(trial.key("never-written"), bytesOf("x"), SOME_ETAG));
  if (!isErrorOfKind(never, "conflict")) {
    if (isSearchIndexError(never)) throw never;
    return failed("It replaced an object that never was.", KEEP_NO_INDEX_HERE);
  }
  const key = trial.key("deleted");
  const etag = await trial.store.putIfAbsent(key, bytesOf("x"));
  await trial.store.delete(key);
  const deleted = await attempt(trial.store.putIfMatch(key, bytesOf("y"), etag));
  if (isErrorOfKind(deleted, "conflict")) return passed("Replacing what never was, or was deleted, is refused.");
  if (isSearchIndexError(deleted)) throw deleted;
  return failed("It replaced an object that was deleted, and so brought it back.", KEEP_NO_INDEX_HERE);
}

/** Of a single writer. */
export const conditionChecks: readonly StoreCheck[] = [
  {
    name: "create-once",
    claim: "creates an object only once (If-None-Match: *)",
    isEssential: true,
    run: createTwice,
  },
  {
    name: "replace-read",
    claim: "replaces only the version that was read (If-Match)",
    isEssential: true,
    run: replaceStale,
  },
  {
    name: "replace-missing",
    claim: "replaces nothing that is not there (If-Match)",
    isEssential: true,
    run: replaceMissing,
  },
];
