/**
 * The requests that the search box sends, as its own session makes them.
 */
import type { FacetName } from "../../src/search-api.ts";
import { createSearchClient } from "../../src/widget/search-client.ts";
import { createSearchSession } from "../../src/widget/session/search-session.ts";
import { HandClock } from "../support/hand-clock.ts";

/** A place of results, with the requests of src/widget/search-box.ts there. */
export interface Place {
  readonly pageSize: number;
  readonly facets: readonly FacetName[];
}

/** The list under a field. */
export const dropdown: Place = { pageSize: 6, facets: [] };
/** A page of results, which counts sources. */
export const page: Place = { pageSize: 10, facets: ["source"] };

export interface BoxRequests {
  /** The path that is asked for once typing ends, such as `/search?q=`. */
  readonly whole: string;
  /** The path that is asked for in the midst of typing: a list without passages. */
  readonly midst: string;
}

/**
 * Milliseconds after which the same text comes again: the fifth time is within a run of keys, less than 800 ms after
 * the first.
 */
const KEYS_MS = [300, 200, 100, 100, 300];

/** The paths for a text in a place. */
export async function boxRequests(text: string, place: Place): Promise<BoxRequests> {
  const clock = new HandClock();
  const paths: string[] = [];
  const client = createSearchClient({
    endpoint: "https://poisk.example",
    clock,
    fetch: (url) => {
      const { pathname, search } = new URL(`${url}`);
      paths.push(`${pathname}${search}`);
      return new Promise(() => {});
    },
  });
  const session = createSearchSession({ client, clock, ...place, onChange: () => {} });
  for (const waitMs of KEYS_MS) {
    session.want({ text }, "typing");
    await clock.advance(waitMs);
  }
  session.stop();
  const [whole, midst] = paths;
  if (whole === undefined || midst === undefined) throw new Error(`The box sends nothing for "${text}".`);
  return { whole, midst };
}
