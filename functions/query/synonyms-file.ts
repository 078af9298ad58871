/**
 * The owner's file of synonyms and of words in their very form (src/russian/query-words/synonyms.ts), read once a
 * process.
 */
import { readFileSync } from "node:fs";
import { sha256, toBase64Url } from "../../src/content-hash.ts";
import { SearchIndexError } from "../../src/errors.ts";
import { parseSynonyms, type Synonyms } from "../../src/russian/queries.ts";

/** `hash` names the content, for the tags of answers. */
interface SynonymsFile {
  readonly words: Synonyms | null;
  readonly hash: string | null;
}

/** Number of wrong lines that are named. */
const MOST_NAMED = 5;

/**
 * None where no path is given. `invalid-options` where the file cannot be read, and names the lines that mean nothing.
 */
export function readSynonymsFile(path: string | undefined): SynonymsFile {
  if (path === undefined) return { words: null, hash: null };
  const text = readText(path);
  const { words, faults } = parseSynonyms(text);
  if (words !== null) return { words, hash: toBase64Url(sha256(text)) };
  const named = faults.slice(0, MOST_NAMED).map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = faults.length > MOST_NAMED ? `; and ${faults.length - MOST_NAMED} more` : "";
  throw new SearchIndexError(
    "invalid-options",
    `The words in POISK_WORDS_FILE cannot be used: ${named.join("; ")}${more}.`,
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SearchIndexError("invalid-options", `POISK_WORDS_FILE (${path}) cannot be read: ${code ?? "unknown"}.`, {
      cause,
    });
  }
}
