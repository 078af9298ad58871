/**
 * What the list under the field offers (layer 5): ways to go on with the query, and in a dropdown the best hits and the way
 * to the rest. Every option is a link or does something at a click; none of them holds another control.
 */
import type { SearchHit } from "../search-api.ts";
import { type HitContext, hitContent, linkTo, markedText } from "./hit-view.ts";
import { make } from "./make-element.ts";
import { correctedQuery } from "./notices.ts";
import type { SessionState } from "./search-session.ts";

export interface OptionActions {
  readonly onSuggestion: (text: string) => void;
  readonly onLiteral: () => void;
  readonly onMore: () => void;
  /** Address of the page with all results, or null where the list itself grows. */
  readonly resultsAddress: string | null;
}

/** The children of the listbox. */
export function optionsOf(
  state: SessionState,
  context: HitContext,
  actions: OptionActions,
  hasHits: boolean,
): HTMLElement[] {
  const { speech } = context;
  const { suggestions, wanted, failure } = state;
  const typed = wanted.text.trim().toLowerCase();
  const items = suggestions
    // A title that is a hit anyway need not be offered twice.
    .filter(({ kind, text }) => (kind === "word" || !hasHits) && text.toLowerCase() !== typed)
    .map((suggestion) =>
      option("suggestion", suggestion.text, () => actions.onSuggestion(suggestion.text), ...markedText(suggestion)),
    );
  const corrected = correctedQuery(state);
  if (corrected !== null) {
    const text = speech.say("literally", { query: wanted.text.trim() });
    items.push(option("literal", "", actions.onLiteral, text));
  }
  if (!hasHits || failure !== null) return items;
  const { hits } = state;
  for (const [index, hit] of hits.entries()) {
    if (startsPartial(hits, index))
      items.push(make("div", { part: "divider", role: "presentation" }, speech.say("partial")));
    items.push(hitOption(hit, context));
  }
  if (actions.resultsAddress !== null && hits.length > 0) {
    items.push(
      make(
        "a",
        { part: "option all", role: "option", tabindex: -1, "data-key": "all", href: actions.resultsAddress },
        speech.say("all"),
      ),
    );
  } else if (state.hasMore) items.push(option("more", "", actions.onMore, speech.say("more")));
  return items;
}

/** Whether the first hit that lacks some of the words, after others that have all, is at this place. */
export function startsPartial(hits: readonly SearchHit[], index: number): boolean {
  return hits[index]?.partialMatch === true && hits[index - 1] !== undefined && hits[index - 1]?.partialMatch !== true;
}

function option(kind: string, name: string, click: () => void, ...children: (Node | string)[]): HTMLElement {
  return make("div", { part: `option ${kind}`, role: "option", "data-key": `${kind} ${name}`, click }, ...children);
}

function hitOption(hit: SearchHit, context: HitContext): HTMLElement {
  const { duplicates, key, id } = hit;
  const others = duplicates
    ? make("span", { part: "duplicates" }, context.speech.say("duplicates", { n: duplicates.count }))
    : null;
  const link = make(
    "a",
    { part: "option hit", role: "option", tabindex: -1, "data-key": `${key} ${id}`, ...linkTo(hit, context) },
    ...hitContent(hit, context, false),
  );
  const meta = link.querySelector(".meta") ?? link;
  if (others !== null) meta.append(others);
  return link;
}
