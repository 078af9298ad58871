/**
 * Whether these credentials may do what poisk does (layer 1), asked by doing it, and whether the store tells a missing
 * object from a forbidden one.
 */
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";
import { isUploadKey } from "../object-store/object-keys.ts";
import {
  attempt,
  bytesOf,
  DENIED_ADVICE,
  failed,
  passed,
  type StoreCheck,
  type Trial,
  textOf,
  warning,
} from "./probe-run.ts";

/** A listing is looked at so far for an upload to read: markers of folders are none. */
const LOOKED_AT = 10;

async function useIndex(trial: Trial) {
  const key = trial.key("rights");
  const { indexPrefix } = trial.context.layout;
  const steps: readonly (readonly [right: string, act: () => Promise<unknown>])[] = [
    ["write (s3:PutObject)", () => trial.store.putIfAbsent(key, bytesOf("rights"))],
    ["read (s3:GetObject)", () => trial.store.get(key)],
    ["list (s3:ListBucket)", () => trial.store.list({ prefix: trial.prefix })],
    ["delete (s3:DeleteObject)", () => trial.store.delete(key)],
  ];
  for (const [right, act] of steps) {
    const answer = await attempt(act());
    if (!isSearchIndexError(answer)) continue;
    if (!isErrorOfKind(answer, "internal")) throw answer;
    return failed(`It does not let these credentials ${right} under ${indexPrefix}. ${answer.message}`, DENIED_ADVICE);
  }
  return passed(`These credentials may write, read, list and delete under ${indexPrefix}.`);
}

/** Deletes are seen by a 404; AWS gives 403 to whoever may not list (Amazon S3 API Reference, "GetObject"). */
async function missMissing(trial: Trial) {
  const answer = await attempt(trial.store.get(trial.key("missing")));
  if (isErrorOfKind(answer, "not-found")) return passed("An object that is not there is said to be missing.");
  if (isErrorOfKind(answer, "unavailable")) throw answer;
  return failed(
    "It does not say of a missing object that it is missing, so deleted uploads would stay in the index.",
    "Give these credentials s3:ListBucket on the bucket: without it AWS answers 403 for what is not there.",
  );
}

async function readUploads(trial: Trial) {
  const { layout } = trial.context;
  const { objects } = await trial.store.list({ prefix: layout.uploadsPrefix, limit: LOOKED_AT });
  const upload = objects.find(({ key }) => isUploadKey(layout, key));
  if (upload === undefined) {
    return passed(`Uploads under ${layout.uploadsPrefix} may be listed; there is none yet to be read.`);
  }
  // Its head asks for the same right as its bytes do, and an upload may be large.
  const { etag, lastModifiedMs } = await trial.store.head(upload.key);
  if (etag === upload.etag && lastModifiedMs === upload.lastModifiedMs) {
    return passed(`Uploads under ${layout.uploadsPrefix} may be listed and read.`);
  }
  return warning(
    `Of ${upload.key} a listing says another version than the object itself.`,
    "If nobody replaced it in this moment, reconciling reads such uploads anew every time.",
  );
}

async function readOwnWrites(trial: Trial) {
  const key = trial.key("own-writes");
  const first = await trial.store.putIfAbsent(key, bytesOf("first"));
  const seen = [textOf((await trial.store.get(key)).bytes)];
  const second = await trial.store.putIfMatch(key, bytesOf("second"), first);
  const object = await trial.store.get(key);
  const head = await trial.store.head(key);
  seen.push(textOf(object.bytes));
  await trial.store.delete(key);
  const gone = await attempt(trial.store.get(key));
  if (isErrorOfKind(gone, "unavailable")) throw gone;
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

/** The first of them is the first of all: where it fails, nothing else can be asked. */
export const rightsCheck: StoreCheck = {
  name: "rights",
  claim: "lets these credentials write, read, list and delete",
  isEssential: true,
  run: useIndex,
};

export const accessChecks: readonly StoreCheck[] = [
  { name: "missing", claim: "says of a missing object that it is missing", isEssential: true, run: missMissing },
  { name: "own-writes", claim: "gives back at once what was written", isEssential: true, run: readOwnWrites },
  { name: "uploads", claim: "lets these credentials list and read uploads", isEssential: false, run: readUploads },
];
