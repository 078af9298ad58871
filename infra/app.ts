/**
 * The program that the command line of CDK runs (cdk.json). A wrong setting ends it with its message alone.
 */
import { isSearchIndexError } from "../src/errors.ts";
import { createSearchApp } from "./search-app.ts";

try {
  createSearchApp().synth();
} catch (error) {
  if (!isSearchIndexError(error) || error.code !== "invalid-options") throw error;
  console.error(error.message);
  process.exitCode = 1;
}
