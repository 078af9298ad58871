/**
 * `poisk suggest WORDS…`: how a query may go on that somebody is typing.
 */
import { ArticleSearch, MAX_SUGGESTIONS } from "../../../src/search/search.ts";
import { type IndexLocation, requireIndex } from "../location/open-index.ts";
import { markSlice } from "../rendering/hit-text.ts";
import { limitOption } from "../rendering/search-options.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const suggestVerb: Verb = {
  name: "suggest",
  group: "Search",
  summary: "list completions of a query: whole words, and titles of articles",
  argument: ["<words...>", "what is typed so far"],
  options: [limitOption(MAX_SUGGESTIONS, 10)],
  examples: ["suggest вол", "suggest паром во --limit 3 --json"],
  run: async ({ words, options, terminal }: VerbCall<IndexLocation & { readonly limit: number }>) => {
    const { context } = await requireIndex(options);
    const answer = await new ArticleSearch(context).suggest({ text: words.join(" "), limit: options.limit });
    for (const suggestion of answer.suggestions) {
      const text = markSlice(suggestion, [0, suggestion.text.length], (part) => part, terminal);
      terminal.print(`${terminal.style("dim", suggestion.kind.padEnd(5))}  ${text}`);
    }
    if (answer.suggestions.length === 0) terminal.print("Nothing in the index goes on so.");
    return { value: answer };
  },
};
