/**
 * The hits of the results page (layer 5): remarks, an ordered list that grows, and what to do where there is none. Keeps the
 * list as it is where a further page only adds to it.
 */
import type { SearchAnswer, SearchHit } from "../../search-api.ts";
import type { View, ViewHost } from "./view.ts";

export interface ResultsView extends View {
  readonly element: HTMLElement;
}

export function createResultsView(host: ViewHost): ResultsView {
  const { client, make, session, signal, speech, want } = host;
  const remarks = make("div", { part: "remarks" });
  const list = make("ol", { part: "hits", role: "list" });
  const trouble = make("div");
  const more = make(
    "button",
    { part: "button more", type: "button", hidden: true, click: () => void session.more() },
    speech.say("more"),
  );
  /** The answer and the number of its hits that the list shows. */
  let shownAnswer: SearchAnswer | null = null;
  let shown = 0;

  const itemOf = (hit: SearchHit): HTMLElement => {
    const item = make("li", { part: "hit" }, ...host.hitContent(hit, host, true));
    if (hit.duplicates) item.append(...collapsed(hit.duplicates));
    return item;
  };

  /** A button that shows what is collapsed under the hit, asked for at its first press. */
  const collapsed = ({ count, href }: NonNullable<SearchHit["duplicates"]>): HTMLElement[] => {
    const others = make("ul", { part: "collapsed", role: "list", hidden: true });
    const show = (isOpen: boolean): void => {
      others.hidden = !isOpen;
      button.setAttribute("aria-expanded", `${isOpen}`);
    };
    const toggle = async (): Promise<void> => {
      show(Boolean(others.hidden));
      if (others.hasChildNodes()) return;
      try {
        const { hits } = await client.follow(href, signal);
        others.replaceChildren(...hits.map((hit) => make("li", {}, lineOf(hit))));
      } catch {
        // Pressed again, it is asked for again; that it is closed says that nothing came.
        show(false);
      }
    };
    const button = make(
      "button",
      { part: "duplicates", type: "button", "aria-expanded": "false", click: toggle },
      speech.say("duplicates", { n: count }),
    );
    return [button, others];
  };

  const lineOf = (hit: SearchHit): HTMLElement => {
    const link = host.linkTo(hit, host);
    const title = hit.title.text.trim() || speech.say("untitled");
    const name = hit.source ?? new URL(link.href).hostname;
    return make("a", { part: "link", lang: "ru", dir: "auto", ...link }, `${name}: ${title}`);
  };

  const element = make("div", { part: "results" }, remarks, list, trouble, more);
  return {
    element,
    show(state) {
      const { answer, hits, failure, wanted } = state;
      const focused = element.querySelector(":focus");
      // The same question asked anew begins anew, though its answer was kept.
      if (answer !== shownAnswer || hits.length < shown) {
        list.replaceChildren();
        shown = 0;
        shownAnswer = answer;
        remarks.replaceChildren(...host.remarks(state, speech));
        if (answer?.query.corrections.length) {
          const literally = speech.say("literally", { query: wanted.text.trim() });
          const click = (): void => want({ isLiteral: true });
          remarks.append(make("button", { part: "literal", type: "button", click }, literally));
        }
      }
      const before = shown;
      for (; shown < hits.length; shown++) {
        if (host.startsPartial(hits, shown)) list.append(make("li", { part: "divider" }, speech.say("partial")));
        list.append(itemOf(hits[shown] as SearchHit));
      }
      trouble.replaceChildren(...host.trouble(state, speech, () => void session.retry()));
      more.hidden = !state.hasMore || failure !== null;
      if (focused === null || list.contains(focused)) return;
      // The keyboard goes on where reading goes on: what was pressed is gone.
      const next = list.querySelectorAll(".hit")[before] ?? trouble;
      next.querySelector<HTMLElement>("a,button")?.focus();
    },
  };
}
