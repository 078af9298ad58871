/**
 * Keeps what is wanted in the page's address: a step of the browser's history for each search, and the search of each
 * step.
 */
import { readSearchState, writeSearchState } from "./address-state.ts";
import type { SearchSession } from "./search-session.ts";
import type { SearchState } from "./search-state.ts";

export interface PageAddress {
  /** Reads the search from the address. */
  read(): SearchState;
  /** Puts into it what is wanted; a run of typing is one step. */
  write(how: "typing" | "now"): void;
}

/** `prefix` comes before the names of the parameters. */
export function connectAddress(prefix: string, session: SearchSession, signal: AbortSignal): PageAddress {
  let isTypingRun = false;
  const read = () => readSearchState(location.href, prefix);
  const written = () => writeSearchState(location.href, prefix, session.state.search);
  const step = (): void => {
    isTypingRun = false;
    // A step to another place of the page is none of ours.
    if (written() !== location.href) session.want(read());
  };
  addEventListener("popstate", step, { signal });
  return {
    read,
    write(how) {
      const isReplaced = isTypingRun && how === "typing";
      isTypingRun = how === "typing";
      // The state is that of whoever else keeps one.
      if (written() !== location.href) history[isReplaced ? "replaceState" : "pushState"](history.state, "", written());
    },
  };
}
