/**
 * Loads the later file of a page's engine, which is a function of what it shares with the first file: by whatever
 * address the first came (import-again.mjs), the later one works with that instance. widget-bundle.mjs puts it in the
 * place of `import()`.
 */
import { importPart as importAgain } from "./import-again.mjs";

/** @type {object} */
let shared = {};
/** @type {Promise<object> | null} */
let parts = null;

/** @param {object} names of what both files need: the module that the bundle makes of it */
export function handOver(names) {
  shared = names;
}

/**
 * Rejects where the file cannot be had; the next call asks for it again.
 * @param {string} address relative to the first file
 */
export function importPart(address) {
  parts ??= importAgain(address).then(
    ({ default: make }) => make(shared),
    (error) => {
      parts = null;
      throw error;
    },
  );
  return parts;
}
