/**
 * What the list under the field offers, as data: ways to go on with the query, and in a dropdown the best hits and the way
 * to the rest. Pure.
 */
import type { SearchHit, Suggestion } from "../../search-api.ts";
import type { SessionState } from "../session/session-state.ts";

/** `suggestion` and `literal` search for something else, `hit` and `all` lead away, `more` makes the list longer. */
export type ListItem =
  | { readonly kind: "suggestion"; readonly suggestion: Suggestion }
  /** The query as it was typed, without corrections of these ids. */
  | { readonly kind: "literal"; readonly ignore: readonly string[] }
  | { readonly kind: "hit"; readonly hit: SearchHit; readonly divider: string | null }
  | { readonly kind: "all"; readonly href: string }
  | { readonly kind: "more" };

export interface ListPlace {
  /** Whether the page shows the hits, so that the list need not. */
  readonly isPage: boolean;
  /** The page with all results of the query, where there is one. */
  readonly allHref: string | undefined;
  /** What stands above the hit of this number, or null. */
  readonly dividerAt: (index: number) => string | null;
}

export function listItems(state: SessionState, place: ListPlace): ListItem[] {
  const waysOn = [...suggestionsOf(state), ...literalOf(state)];
  if (place.isPage || state.failure !== null) return waysOn;
  const hits = state.hits.map((hit, i): ListItem => ({ kind: "hit", hit, divider: place.dividerAt(i) }));
  return [...waysOn, ...hits, ...restOf(state, place.allHref)];
}

function suggestionsOf({ answer, search, suggestions }: SessionState): ListItem[] {
  const typed = search.text.trim().toLowerCase();
  const offer = answer?.query.offer;
  return (
    suggestions
      // A title that is a hit anyway need not be offered twice.
      .filter(({ kind, text }) => kind === "word" && text.toLowerCase() !== typed)
      .concat(offer ? { kind: "word", text: offer, highlights: [] } : [])
      .map((suggestion) => ({ kind: "suggestion", suggestion }))
  );
}

function literalOf({ answer, search }: SessionState): ListItem[] {
  const ids = answer?.query.corrections.map(({ id }) => id) ?? [];
  return ids.length === 0 ? [] : [{ kind: "literal", ignore: [...ids, ...search.ignore] }];
}

function restOf({ answer, hasMore }: SessionState, href: string | undefined): ListItem[] {
  if (href && answer?.hits.length) return [{ kind: "all", href }];
  return hasMore ? [{ kind: "more" }] : [];
}
