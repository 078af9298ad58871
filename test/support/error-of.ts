/**
 * Catches the error of a call, for tests of more than its message.
 */
import { isSearchIndexError, type SearchIndexError } from "../../src/errors.ts";

/** The SearchIndexError that the work ends with; anything else fails the test. */
export async function errorOf(work: () => unknown): Promise<SearchIndexError> {
  try {
    await work();
  } catch (error) {
    if (isSearchIndexError(error)) return error;
    throw error;
  }
  throw new Error("It was expected to fail, and did not.");
}

/** The code of the SearchIndexError that the work ends with. */
export async function codeOf(work: () => unknown): Promise<string> {
  return (await errorOf(work)).code;
}
