/**
 * Shows the states of the result list: loading, hits, nothing found, a problem. Keeps no state of its own but the DOM.
 */
import { element, renderHit } from "./hit-view.js";
import { fill, formatCount, plural } from "./messages.js";

/** Answers quicker than this change the page without a sign of work; a flicker would only distract. */
const progressDelayMs = 250;

export class ResultsView {
  #byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  #progressTimer = 0;
  #hasDivider = false;

  /** @param {import("./hit-view.js").Page} page */
  constructor(page) {
    this.page = page;
    this.hits = this.#byId("hits");
  }

  /** The words of the static page, in the reader's language. */
  translate() {
    const { messages } = this.page;
    document.documentElement.lang = messages.language;
    this.#byId("query-label").textContent = messages.pageTitle;
    this.#byId("submit").textContent = messages.submit;
    this.#byId("retry").textContent = messages.retry;
    this.#byId("more").textContent = messages.more;
    this.#byId("nothing-newest").textContent = messages.newest;
  }

  /** The former hits stay readable meanwhile, but dimmed and announced as busy. */
  showLoading() {
    this.#byId("results").setAttribute("aria-busy", "true");
    clearTimeout(this.#progressTimer);
    this.#progressTimer = setTimeout(() => {
      this.#byId("progress").hidden = false;
      this.#byId("results").classList.add("results--stale");
    }, progressDelayMs);
  }

  /**
   * @param {import("./search-client.js").SearchAnswer} answer
   * @param {{query: string, offset: number, shown: number, hasMore: boolean}} state `shown` counts all hits on the page
   */
  showAnswer(answer, { query, offset, shown, hasMore }) {
    this.#finish();
    if (offset === 0) {
      this.hits.replaceChildren();
      this.#hasDivider = false;
      this.#byId("status").textContent = shown > 0 ? this.#summary(answer, query) : this.#nothing(query);
      this.#showAdvice(shown === 0, query);
    }
    for (const hit of answer.hits) {
      if (hit.partialMatch === true && answer.query?.match !== "any") this.#divide();
      this.hits.append(renderHit(hit, this.page));
    }
    this.#byId("paging").hidden = shown === 0 || (!hasMore && offset === 0);
    this.#byId("more").hidden = !hasMore;
    const { messages } = this.page;
    this.#byId("shown").textContent = fill(messages.shown, { n: formatCount(messages.language, shown) });
  }

  /**
   * @param {import("./search-client.js").SearchFailure} failure
   * @param {boolean} keepHits after a failed «more», what is there stays
   */
  showProblem(failure, keepHits) {
    this.#finish();
    this.#byId("more").hidden = true;
    if (!keepHits) {
      this.hits.replaceChildren();
      this.#byId("status").textContent = "";
      this.#byId("nothing").hidden = true;
      this.#byId("paging").hidden = true;
    }
    const problem = this.#byId("problem");
    // Beside the button that was pressed: above the list after a search, below it after «more».
    if (keepHits) this.hits.after(problem);
    else this.hits.before(problem);
    this.#byId("problem-text").textContent = this.page.messages.problems[failure.kind];
    const detail = this.#byId("problem-detail");
    // What the server says of itself helps nobody here; what it says of the request may.
    detail.hidden = failure.kind !== "refused" || failure.detail === null;
    detail.textContent = detail.hidden ? "" : failure.detail;
    problem.hidden = false;
  }

  /** Moves the keyboard's focus to hit number `index`, counted from 0. @param {number} index */
  focusHit(index) {
    this.hits.querySelectorAll("a")[index]?.focus({ preventScroll: true });
  }

  #finish() {
    clearTimeout(this.#progressTimer);
    this.#byId("progress").hidden = true;
    this.#byId("problem").hidden = true;
    const results = this.#byId("results");
    results.classList.remove("results--stale");
    results.removeAttribute("aria-busy");
  }

  /**
   * @param {import("./search-client.js").SearchAnswer} answer
   * @param {string} query
   */
  #summary(answer, query) {
    const { messages } = this.page;
    if (typeof answer.total !== "number") return messages.foundUncounted;
    if (query === "") return plural(messages.language, messages.newestCount, answer.total);
    const text = answer.totalRelation === "atLeast" ? messages.foundAtLeast : messages.found;
    const found = plural(messages.language, text, answer.total);
    if (answer.query?.match === "any" && /\s/.test(query)) return `${messages.anyWord}. ${found}`;
    const rest = answer.totalAny ?? 0;
    return rest > 0 ? `${found} ${fill(messages.rest, { n: formatCount(messages.language, rest) })}` : found;
  }

  /** @param {string} query */
  #nothing(query) {
    const { messages } = this.page;
    return query === "" ? messages.emptyIndex : fill(messages.nothingFound, { query });
  }

  /**
   * @param {boolean} isEmpty
   * @param {string} query
   */
  #showAdvice(isEmpty, query) {
    const { messages } = this.page;
    this.#byId("nothing").hidden = !isEmpty;
    this.#byId("nothing-newest").hidden = query === "";
    this.#byId("nothing-advice").textContent = query === "" ? messages.emptyAdvice : messages.nothingAdvice;
  }

  /** One line before the first hit that lacks a word of the query. */
  #divide() {
    if (this.#hasDivider) return;
    this.#hasDivider = true;
    this.hits.append(element("li", "hits__divider", this.page.messages.restDivider));
  }
}
