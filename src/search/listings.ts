/**
 * The door to what is made of a whole index beside its queries: its duplicates, and the suggestions of a published one.
 */
export { type DuplicateGroup, listDuplicates } from "./duplicate-listing.ts";
export { makeSuggestions } from "./suggestions/make-suggestions.ts";
