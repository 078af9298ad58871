/**
 * What the list under the field offers (layer 5): ways to go on with the query, and in a dropdown the best hits and the way
 * to the rest. Every option is a link or does something at a click; none of them holds another control.
 */
import type { SearchHit } from "../../search-api.ts";
import type { SessionState } from "../session/search-session.ts";
import type { ViewHost } from "./view.ts";

/** The children of the listbox. `onChosen` is told where the query is gone on with. */
export function optionsOf(host: ViewHost, state: SessionState, onChosen: () => void): HTMLElement[] {
  const { field, isPage, make, session, speech, want } = host;
  const { failure, hits, suggestions, wanted } = state;
  const query = wanted.text.trim();

  /** A link where it has an address. `name` tells it from others of its kind. */
  const option = (
    kind: string,
    name: string,
    attributes: { readonly href?: string; readonly lang?: string; readonly click?: (event: MouseEvent) => void },
    ...children: (Node | string)[]
  ): HTMLElement =>
    make(
      attributes.href ? "a" : "div",
      { part: `option ${kind}`, role: "option", tabindex: -1, "data-key": kind + name, ...attributes },
      ...children,
    );

  const hitOption = (hit: SearchHit): HTMLElement => {
    const { duplicates, key, id } = hit;
    const element = option("hit", `${key} ${id}`, host.linkTo(hit, host), ...host.hitContent(hit, host, false));
    if (duplicates) {
      const others = speech.say("duplicates", { n: duplicates.count });
      (element.querySelector(".meta") ?? element).append(make("span", { part: "duplicates" }, others));
    }
    return element;
  };

  const items = suggestions
    // A title that is a hit anyway need not be offered twice.
    .filter(({ kind, text }) => (kind === "word" || isPage) && text.toLowerCase() !== query.toLowerCase())
    .map((suggestion) => {
      const { text } = suggestion;
      const click = (): void => {
        field.setText(text);
        want({ text });
        onChosen();
      };
      return option("suggestion", text, { lang: "ru", click }, ...host.markedText(suggestion));
    });
  if (state.answer?.query.corrections.length)
    items.push(option("literal", "", { click: () => want({ isLiteral: true }) }, speech.say("literally", { query })));
  if (isPage || failure !== null) return items;
  for (const [index, hit] of hits.entries()) {
    if (host.startsPartial(hits, index))
      items.push(make("div", { part: "divider", role: "presentation" }, speech.say("partial")));
    items.push(hitOption(hit));
  }
  const href = host.resultsAddress(wanted.text);
  if (href !== null && hits.length > 0) items.push(option("all", "", { href }, speech.say("all")));
  else if (state.hasMore) items.push(option("more", "", { click: () => void session.more() }, speech.say("more")));
  return items;
}
