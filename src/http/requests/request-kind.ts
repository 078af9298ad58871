/**
 * Which requests cost alike (layer 5): told by what stands in the address, before anything is read. Some dozens of kinds, so
 * that each is soon met again. How large the index is shows in what they cost.
 */

/** Parameters that have every match looked at, where a search otherwise passes over most. */
const OF_EVERY_MATCH = ["facets", "sameAs"];

/** A beginning of a word stands for many words; so long it stands for few. Untuned. */
const SHORT_BEGINNING = 3;

/** The endpoint, the number of words to the next power of two, and what makes a search dear. */
export function requestKind(endpoint: string, query: URLSearchParams): string {
  const text = query.get("q") ?? "";
  const words = text.split(/\s+/).filter((word) => word !== "");
  const beginning = /\s$/.test(text) ? "" : (words.at(-1) ?? "");
  const seesAll =
    OF_EVERY_MATCH.some((name) => query.has(name)) ||
    query.get("collapse") === "true" ||
    !["relevance", null].includes(query.get("sort"));
  return [
    endpoint,
    words.length === 0 ? 0 : 2 ** Math.ceil(Math.log2(words.length)),
    ...(seesAll ? ["every match"] : []),
    ...(beginning !== "" && beginning.length <= SHORT_BEGINNING ? ["short beginning"] : []),
  ].join(" ");
}
