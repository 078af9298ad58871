/**
 * The search page: one box, the address `?q=`, ranked hits. Wires input and history to the client and the view.
 *
 * The API is looked for on the page's own origin; `<html data-api="https://…/">` names another one.
 * An empty query lists the newest articles, as the API does.
 */
import { dateLocaleFor, fill, messagesFor } from "./messages.js";
import { ResultsView } from "./results-view.js";
import { requestSearch, SearchFailure } from "./search-client.js";

/** Long enough to wait for the next letter of a quick typist, short enough not to be felt. */
const debounceMs = 200;
const pageSize = 10;
/** Bounds of the API: `limit` 1-50, `offset` 0-1000. */
const maxLimit = 50;
const maxOffset = 1000;

const messages = messagesFor(navigator.language);
const apiBase = new URL(document.documentElement.dataset.api ?? "/", location.href).href;
const view = new ResultsView({ apiBase, messages, dateLocale: dateLocaleFor(messages, navigator.language) });
const form = /** @type {HTMLFormElement} */ (document.getElementById("search"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("query"));

/** What is on the page (or last asked for): the query and how many hits of it are shown. */
let query = "";
let shown = 0;
/** Each run of typing is one step of the browser's history; Enter, leaving the box or going back ends the run. */
let isTyping = false;
let debounceTimer = 0;
/** @type {AbortController | null} the request under way; a newer one aborts it */
let pending = null;
/** @type {() => void} */
let retry = () => {};

/** @param {{offset?: number, limit?: number, whenShown?: (() => void) | undefined}} [options] */
async function search({ offset = 0, limit = pageSize, whenShown } = {}) {
  // The retry button hides itself; the focus goes on to what it brought.
  retry = () => search({ offset, limit, whenShown: whenShown ?? (() => view.focusHit(0)) });
  pending?.abort();
  const controller = new AbortController();
  pending = controller;
  const asked = query;
  view.showLoading();
  try {
    const answer = await requestSearch(apiBase, { query: asked, limit, offset }, controller);
    if (pending !== controller) return;
    shown = offset + answer.hits.length;
    view.showAnswer(answer, { query: asked, offset, shown, hasMore: hasMore(answer, limit, shown) });
    history.replaceState({ ...history.state, shown }, "");
    whenShown?.();
  } catch (error) {
    if (pending !== controller) return;
    const failure = error instanceof SearchFailure ? error : new SearchFailure("failed");
    view.showProblem(failure, offset > 0);
    if (!(error instanceof SearchFailure)) throw error;
  }
}

/**
 * Hits that have only some of the words follow those with all of them, and `total` does not count them.
 * @param {import("./search-client.js").SearchAnswer} answer
 * @param {number} limit
 * @param {number} nextOffset
 */
function hasMore(answer, limit, nextOffset) {
  if (answer.hits.length < limit || nextOffset > maxOffset) return false;
  if (typeof answer.total !== "number" || answer.totalRelation === "atLeast") return true;
  return nextOffset < answer.total + (answer.totalAny ?? 0);
}

/** @param {"push" | "replace"} step */
function searchFromInput(step) {
  clearTimeout(debounceTimer);
  const wanted = input.value.trim();
  if (wanted === query) return;
  query = wanted;
  const address = new URL(location.href);
  if (query === "") address.searchParams.delete("q");
  else address.searchParams.set("q", query);
  if (step === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  showTitle();
  search();
}

function searchFromAddress() {
  clearTimeout(debounceTimer);
  isTyping = false;
  query = (new URL(location.href).searchParams.get("q") ?? "").trim().slice(0, input.maxLength);
  input.value = query;
  showTitle();
  const { shown: shownBefore = 0, scrollTop } = history.state ?? {};
  const limit = Math.min(Math.max(shownBefore, pageSize), maxLimit);
  search({ limit, whenShown: () => scrollTop !== undefined && scrollTo(0, scrollTop) });
}

function showTitle() {
  document.title = query === "" ? messages.pageTitle : fill(messages.queryTitle, { query });
}

input.addEventListener("input", (event) => {
  if (event instanceof InputEvent && event.isComposing) return;
  clearTimeout(debounceTimer);
  debounceTimer = setTimeout(() => {
    searchFromInput(isTyping ? "replace" : "push");
    isTyping = true;
  }, debounceMs);
});
input.addEventListener("change", () => {
  searchFromInput(isTyping ? "replace" : "push");
  isTyping = false;
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const isRepeated = input.value.trim() === query;
  searchFromInput(isTyping ? "replace" : "push");
  isTyping = false;
  if (isRepeated) search();
  // The on-screen keyboard would cover the hits.
  if (matchMedia("(hover: none)").matches) input.blur();
});
document.getElementById("more")?.addEventListener("click", () => {
  const first = shown;
  search({ offset: shown, whenShown: () => view.focusHit(first) });
});
document.getElementById("retry")?.addEventListener("click", () => retry());
addEventListener("popstate", searchFromAddress);
addEventListener("pagehide", () => history.replaceState({ ...history.state, scrollTop: scrollY }, ""));

view.translate();
searchFromAddress();
if (query === "" && matchMedia("(hover: hover)").matches) input.focus();
