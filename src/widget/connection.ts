/**
 * One life of an element, from being put into a page to being taken out: reads its attributes, loads what they ask for,
 * and opens the box. Nothing listens, waits or asks after its end. Elements of one `session` share it.
 *
 * What not every page needs is a file of its own, loaded side by side before the field shows itself; one that cannot be
 * loaded is done without. The view is loaded while the first question is under way.
 */
import { report } from "./report.ts";
import { type BoxParts, PAGE_OF_RESULTS, SearchBox } from "./search-box.ts";
import { EMPTY_SEARCH, type SearchState } from "./session/search-state.ts";
import { readSettings } from "./settings.ts";
import { loadMessages, type Messages } from "./texts/messages.ts";
import { readMessages } from "./texts/own-messages.ts";

export interface Connection {
  /** Reads the text of the field. */
  text(): string;
  /** Searches for it. */
  setText(text: string): void;
  focus(options?: FocusOptions): void;
  /** Takes all down; gives what was wanted at last, or null. */
  end(): SearchState | null;
}

/**
 * `replaced` are words of the host, or null, `before` is what an earlier life wanted. Begins at once and goes on by
 * itself.
 */
export function connect(
  element: HTMLElement,
  replaced: Partial<Messages> | null,
  before: SearchState | null,
): Connection {
  const life = new AbortController();
  let search = before;
  /** The focus was asked for before there was a field. */
  let isFocused = false;
  let box: SearchBox | null = null;

  const start = async (): Promise<void> => {
    const parts = await loadParts(element, replaced, start);
    // Attributes that are set one after another begin but one life that lasts.
    if (parts === null || life.signal.aborted) return;
    box = new SearchBox(element, parts, { search, isOfBefore: search === before, isFocused }, life.signal);
  };
  void start();
  return {
    text: () => box?.field.input.value ?? search?.text ?? "",
    setText(text) {
      if (box === null) search = { ...EMPTY_SEARCH, text };
      else box.want({ text });
    },
    focus(options) {
      isFocused = true;
      box?.field.input.focus(options);
    },
    end() {
      life.abort();
      box?.session.stop();
      return box?.session.state.search ?? search;
    },
  };
}

const loadList = () => import("./views/option-list.ts");
const loadFilters = () => import("./views/filters-view.ts");
const loadPage = () => import("./views/page-view.ts");
const loadPageSession = () => import("./session/page-session.ts").catch(report);

/** Null where the element names nothing to ask; `start` is called once another of its session does. */
async function loadParts(
  element: HTMLElement,
  replaced: Partial<Messages> | null,
  start: () => void,
): Promise<BoxParts | null> {
  const loadView =
    element.localName === "poisk-filters" ? loadFilters : element.matches(PAGE_OF_RESULTS) ? loadPage : loadList;
  void loadView().catch(report);
  const isShared = element.hasAttribute("session");
  const sharedSessions = isShared ? await loadPageSession() : null;
  const settings = readSettings(element, (name) => sharedSessions?.findElement(element, `[${name}]`) ?? element);
  const { address, addressPrefix, hasIndex, hasPictures, language, template } = settings;
  if (address === null) {
    report("no endpoint");
    sharedSessions?.awaitSession(element, start);
    return null;
  }
  const [locale, hitOptions, pageAddress, wayBack, indexClient] = await Promise.all([
    loadMessages(language, readMessages(settings.messages, replaced)),
    template || hasPictures ? import("./views/hit-options.ts").catch(report) : null,
    addressPrefix === null ? null : loadPageSession(),
    history.state?.poisk ? loadFilters().catch(report) : null,
    hasIndex ? import("./index-client.ts").catch(report) : null,
  ]);
  const kept = wayBack?.readKept(element) ?? null;
  return {
    settings,
    address,
    locale,
    kept,
    loadView,
    loadList,
    loadFilters,
    hitOptions,
    pageAddress,
    sharedSessions,
    indexClient,
  };
}
