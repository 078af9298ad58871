/**
 * Whether a store gives parts of objects, lists in pages, and keeps names and metadata as they are (layer 1).
 */
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";
import { listAll, type ObjectKey } from "../object-store/object-store.ts";
import { attempt, bytesOf, failed, passed, type StoreCheck, type Trial, textOf, warning } from "./probe-run.ts";

const TEN = "0123456789";

async function readRanges(trial: Trial) {
  const key = trial.key("ranges");
  await trial.store.putIfAbsent(key, bytesOf(TEN));
  const middle = await attempt(trial.store.getRange(key, 3, 7));
  const end = await attempt(trial.store.getRange(key, 9, 10));
  if (isErrorOfKind(middle, "internal")) throw middle;
  if (isSearchIndexError(middle) || isSearchIndexError(end) || textOf(middle) + textOf(end) !== "34569") {
    return failed("It did not give the bytes of a range.", "Every search reads ranges: take another store.");
  }
  const beyond = await attempt(trial.store.getRange(key, 8, 12));
  if (isErrorOfKind(beyond, "corrupt-data")) return passed("Ranges are given, and one beyond the end is told.");
  if (isErrorOfKind(beyond, "unavailable")) throw beyond;
  return failed(
    "It gave bytes for a range beyond the end of an object.",
    "Take another store: damage would not be seen.",
  );
}

async function revalidate(trial: Trial) {
  const key = trial.key("unchanged");
  const first = await trial.store.putIfAbsent(key, bytesOf("first"));
  const unchanged = await trial.store.getIfNoneMatch(key, first);
  await trial.store.putIfMatch(key, bytesOf("second"), first);
  const changed = await trial.store.getIfNoneMatch(key, first);
  if (changed === null || textOf(changed.bytes) !== "second") {
    return failed("It said of a changed object that it is unchanged.", "Searches would not see new articles.");
  }
  if (unchanged === null) return passed("An unchanged object is not sent again (304).");
  return warning("It sends an unchanged object again.", "No harm is done; a manifest a second travels for nothing.");
}

/** Listed right after they were put, two a page, and right after they were deleted. */
async function listPages(trial: Trial) {
  const names = ["a", "b", "c/d", "c/e", "f"];
  const keys = names.map((name) => trial.key(`list/${name}`));
  await Promise.all(keys.map((key) => trial.store.putIfAbsent(key, bytesOf("x"))));
  const prefix = trial.key("list/");
  const listed: ObjectKey[] = [];
  let cursor: string | null = null;
  let isPaged = true;
  do {
    const page = await trial.store.list({ prefix, limit: 2, ...(cursor === null ? {} : { cursor }) });
    listed.push(...page.objects.map(({ key }) => key));
    isPaged &&= page.objects.length <= 2;
    cursor = page.nextCursor;
  } while (cursor !== null && listed.length <= keys.length);
  if (listed.join() !== keys.join()) {
    return failed(
      `Of ${keys.length} objects just put, a listing in pages gave ${new Set(listed).size}, not in order or not once.`,
      "Reconciling and collecting go by listings: take another store.",
    );
  }
  await Promise.all(keys.map((key) => trial.store.delete(key)));
  const left = await trial.store.list({ prefix });
  if (left.objects.length > 0) return failed("It lists objects that were deleted.", "Turn lazy replication off.");
  if (!isPaged) return warning("It gives longer pages of a listing than asked for.", "No harm is done.");
  return passed("Objects are listed at once, in order and in pages, and no longer once deleted.");
}

/** What a file's name may hold in Russian and in XML, forms and addresses. */
const AWKWARD_NAME = "names/Ёлка & «новости» 50% + 1=?#.txt";

async function keepNames(trial: Trial) {
  const key = trial.key(AWKWARD_NAME);
  await trial.store.putIfAbsent(key, bytesOf("x"));
  const listed: ObjectKey[] = [];
  for await (const object of listAll(trial.store, trial.key("names/"))) listed.push(object.key);
  if (listed.join() === key) return passed("Names in Russian and with signs come back as they were.");
  return failed(
    `It gives the name ${AWKWARD_NAME} back otherwise than it took it.`,
    "Name uploads in plain Latin letters, or take another store.",
  );
}

async function keepMetadata(trial: Trial) {
  const key = trial.key("metadata");
  const options = { contentType: "text/html", contentEncoding: "gzip", metadata: { published: "2016-10-09" } };
  await trial.store.putIfAbsent(key, bytesOf("x"), options);
  const { contentType, contentEncoding, metadata } = await trial.store.head(key);
  if (contentType !== null && contentEncoding === "gzip" && metadata.published === "2016-10-09") {
    return passed("Type, encoding and metadata of an object are kept.");
  }
  return failed(
    "It does not keep the type, the encoding or the metadata of an object.",
    "Dates and titles given as metadata would be lost: put them into the files.",
  );
}

export const readingChecks: readonly StoreCheck[] = [
  { name: "ranges", claim: "gives parts of an object (Range)", isEssential: true, run: readRanges },
  { name: "unchanged", claim: "knows an unchanged object (If-None-Match)", isEssential: false, run: revalidate },
  { name: "listing", claim: "lists at once, in order, page by page", isEssential: false, run: listPages },
  { name: "names", claim: "keeps names as they are", isEssential: false, run: keepNames },
  { name: "metadata", claim: "keeps type, encoding and metadata", isEssential: false, run: keepMetadata },
];
