/**
 * Tells the developer of the page what is wrong, or could not be had.
 */

/** Null, for what there is none of then. */
export function report(what: unknown): null {
  console.error("<poisk-search>:", what);
  return null;
}
