/** Entries of a segment that are dead, by number; no document is superseded. */
export const deadEntries = (...entryNumbers: readonly number[]) => ({
  entries: new Set(entryNumbers),
  superseded: new Map<number, readonly number[]>(),
});
