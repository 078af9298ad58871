/**
 * Rules for the key of an object, in any store.
 */
import { SearchIndexError } from "../../errors.ts";
import type { ObjectKey } from "./object-store.ts";

/** S3's own bound on the length of a key (Amazon S3 User Guide, "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;

const encoder = new TextEncoder();

/** Checks text from outside and makes it a key; `invalid-key` says what is wrong with it. */
export function parseObjectKey(text: string): ObjectKey {
  const fault = findKeyFault(text);
  if (fault !== null) {
    throw new SearchIndexError(
      "invalid-key",
      `This is no key for an object: ${fault}. Use a path such as articles/2016/page.txt.`,
    );
  }
  return text as ObjectKey;
}

/** Finds the fault of text as a key, to follow a colon; null if it is valid. */
export function findKeyFault(text: string): string | null {
  if (text.length === 0) return "it is empty";
  if (encoder.encode(text).length > MAX_KEY_BYTES) return `it is longer than ${MAX_KEY_BYTES} bytes`;
  if (text.startsWith("/")) return "it begins with a slash";
  if (text.includes("\0")) return "it holds a null character";
  if (!text.isWellFormed()) return "it is not well-formed Unicode";
  if (text.split("/").some((part) => part === "." || part === "..")) return "a part of its path is a dot or two";
  return null;
}
