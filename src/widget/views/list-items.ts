/**
 * The items of the list under the field, as data: continuations of the query, and in a dropdown the best hits and the
 * link to the rest. Pure.
 */
import type { SearchHit, Suggestion } from "../../search-api.ts";
import { correctedText, type Remark } from "../../texts/texts.ts";
import type { SessionState } from "../session/session-state.ts";

/** `suggestion` and `way` search for something else, `hit` and `all` lead away, `more` makes the list longer. */
export type ListItem =
  | { readonly kind: "suggestion"; readonly suggestion: Suggestion }
  /** An action that a remark offers. */
  | { readonly kind: "way"; readonly wayOn: NonNullable<Remark["wayOn"]> }
  | { readonly kind: "hit"; readonly hit: SearchHit; readonly divider: string | null }
  | { readonly kind: "all"; readonly href: string }
  | { readonly kind: "more" };

export interface ListPlace {
  /** True if the page shows the hits, so that the list need not. */
  readonly isPage: boolean;
  /** The page with all results of the query, where there is one. */
  readonly allHref: string | undefined;
  readonly remarks: readonly Remark[];
  /** The text above the hit of this number, or null. */
  readonly dividerAt: (index: number) => string | null;
}

export function listItems(state: SessionState, place: ListPlace): ListItem[] {
  const suggestions = suggestionsOf(state);
  // A page of results has the ways on in its remarks.
  if (place.isPage) return suggestions;
  const ways = place.remarks.flatMap(({ wayOn }): ListItem[] => (wayOn ? [{ kind: "way", wayOn }] : []));
  const waysOn = [...ways, ...suggestions];
  if (state.failure !== null) return waysOn;
  const hits = state.hits.map((hit, i): ListItem => ({ kind: "hit", hit, divider: place.dividerAt(i) }));
  return [...waysOn, ...hits, ...restOf(state, place.allHref)];
}

/**
 * Words alone, since a title is a hit anyway; neither what is typed nor what it was corrected to, which is shown
 * already.
 */
function suggestionsOf({ answer, search, suggestions }: SessionState): ListItem[] {
  const shown = [search.text.trim(), answer ? correctedText(answer.query) : ""].map((text) => text.toLowerCase());
  return suggestions
    .filter(({ kind, text }) => kind === "word" && !shown.includes(text.toLowerCase()))
    .map((suggestion) => ({ kind: "suggestion", suggestion }));
}

function restOf({ answer, hasMore }: SessionState, href: string | undefined): ListItem[] {
  if (href && answer?.hits.length) return [{ kind: "all", href }];
  return hasMore ? [{ kind: "more" }] : [];
}
