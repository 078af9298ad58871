/**
 * The hits of the results page (layer 5): remarks, an ordered list that grows, and what to do where there is none. Keeps the
 * list as it is where a further page only adds to it.
 */
import type { SearchAnswer, SearchHit } from "../search-api.ts";
import type { HitContext } from "./hit-view.ts";
import type { SessionState } from "./search-session.ts";
import type { ViewKit } from "./view-kit.ts";

export interface ResultsActions {
  readonly onMore: () => void;
  readonly onRetry: () => void;
  readonly onLiteral: () => void;
  /** The hits folded under one. */
  readonly follow: (href: string) => Promise<SearchAnswer>;
}

export class ResultsView {
  readonly element: HTMLElement;
  readonly #kit: ViewKit;
  readonly #remarks: HTMLElement;
  readonly #list: HTMLElement;
  readonly #trouble: HTMLElement;
  readonly #more: HTMLButtonElement;
  readonly #context: HitContext;
  readonly #actions: ResultsActions;
  /** The answer and the number of its hits that the list shows. */
  #answer: SearchAnswer | null = null;
  #shown = 0;

  constructor(kit: ViewKit, context: HitContext, actions: ResultsActions) {
    const { make } = kit;
    this.#kit = kit;
    this.#remarks = make("div", { part: "remarks" });
    this.#list = make("ol", { part: "hits", role: "list" });
    this.#trouble = make("div");
    this.#context = context;
    this.#actions = actions;
    const click = (): void => actions.onMore();
    this.#more = make(
      "button",
      { part: "button more", type: "button", hidden: true, click },
      context.speech.say("more"),
    );
    this.element = make("div", { part: "results" }, this.#remarks, this.#list, this.#trouble, this.#more);
  }

  show(state: SessionState): void {
    const { speech } = this.#context;
    const { answer, hits, failure, wanted } = state;
    const { make, remarks, startsPartial, trouble } = this.#kit;
    const wasMoreFocused = this.#more.matches(":focus");
    const isNew = answer !== this.#answer;
    if (isNew) {
      this.#list.replaceChildren();
      this.#shown = 0;
      this.#answer = answer;
      this.#remarks.replaceChildren(...remarks(state, speech));
      if (answer?.query.corrections.length) {
        const literally = speech.say("literally", { query: wanted.text.trim() });
        this.#remarks.append(
          make("button", { part: "literal", type: "button", click: this.#actions.onLiteral }, literally),
        );
      }
    }
    const added = hits
      .slice(this.#shown)
      .map((hit, index) => this.#item(hit, startsPartial(hits, this.#shown + index)));
    this.#list.append(...added.flat());
    this.#shown = hits.length;
    this.#trouble.replaceChildren(...trouble(state, speech, this.#actions.onRetry));
    this.#more.hidden = !state.hasMore || failure !== null;
    // The keyboard goes on where reading goes on.
    if (!isNew && wasMoreFocused && added.length > 0) added[0]?.at(-1)?.querySelector("a")?.focus();
  }

  #item(hit: SearchHit, isFirstPartial: boolean): HTMLElement[] {
    const { speech } = this.#context;
    const { hitContent, make } = this.#kit;
    const item = make("li", { part: "hit" }, ...hitContent(hit, this.#context, true));
    if (hit.duplicates) item.append(this.#folded(hit.duplicates));
    return isFirstPartial ? [make("li", { part: "divider" }, speech.say("partial")), item] : [item];
  }

  /** A button that shows what is folded under the hit, asked for at its first press. */
  #folded({ count, href }: NonNullable<SearchHit["duplicates"]>): HTMLElement {
    const { make } = this.#kit;
    const list = make("ul", { part: "folded", role: "list", hidden: true });
    const toggle = async (): Promise<void> => {
      list.hidden = !list.hidden;
      button.setAttribute("aria-expanded", `${!list.hidden}`);
      if (list.hasChildNodes()) return;
      try {
        const { hits } = await this.#actions.follow(href);
        list.replaceChildren(...hits.map((hit) => make("li", {}, this.#line(hit))));
      } catch {
        // Pressed again, it is asked for again; that it is closed says that nothing came.
        list.hidden = true;
        button.setAttribute("aria-expanded", "false");
      }
    };
    const label = this.#context.speech.say("duplicates", { n: count });
    const button = make(
      "button",
      { part: "duplicates", type: "button", "aria-expanded": "false", click: toggle },
      label,
    );
    return make("div", {}, button, list);
  }

  #line(hit: SearchHit): HTMLElement {
    const { linkTo, make } = this.#kit;
    const link = linkTo(hit, this.#context);
    const title = hit.title.text.trim() || this.#context.speech.say("untitled");
    const name = hit.source ?? new URL(link.href).hostname;
    return make("a", { part: "link", lang: "ru", dir: "auto", ...link }, `${name}: ${title}`);
  }
}
