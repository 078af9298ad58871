/**
 * Loads the parts of a script that is published as several files: widget-bundle.mjs puts it in the place of `import()`.
 * A browser that could not load a module does not ask for its address again (HTML, "fetch a single module script": the
 * module map keeps the failure), so each further try has another address.
 */
let tries = "";

/**
 * Rejects where the file cannot be had.
 * @param {string} address relative to the file that has this
 */
export async function importPart(address) {
  try {
    return await import(address + tries);
  } catch (error) {
    tries += "?";
    throw error;
  }
}
