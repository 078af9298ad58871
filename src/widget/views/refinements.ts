/**
 * Makes hits easier to read, without delaying them: recent days in words, and signs and spaces as printers set them.
 */
import { epochMsOf, systemClock } from "../../clock.ts";
import { joinWords, typeset } from "../../typeset.ts";
import { cutPassages } from "./passage-cuts.ts";

/**
 * Sets the texts of hits, and their dates where these are recent. What is set already stays. Passages that are longer
 * than their lines get an ellipsis before they are painted, and another where the list gets another width.
 */
export function refineHits(list: HTMLElement, language: string): void {
  for (const part of list.querySelectorAll(".hit :is(.title,.snippet)")) {
    const set = typeset(part.textContent);
    const nodes = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    let end = 0;
    while (nodes.nextNode()) {
      const node = nodes.currentNode as Text;
      const start = end;
      end += node.length;
      node.data = joinWords(set, start, end);
    }
  }
  cutPassages(list);
  for (const date of list.querySelectorAll("time")) {
    date.textContent = recentDate(date.dateTime, language) ?? typeset(date.textContent);
  }
}

const DAY_MS = 86_400_000;
/** Days without a time are those of Moscow (news/time-zone.ts). */
const DAYS_OFFSET_MS = 3 * 3_600_000;

/** «сегодня, 14:30», «вчера», by the clock of the article and not the reader's; null for any other day. Pure. */
export function recentDate(publishedAt: string, language: string, nowMs = systemClock.nowMs()): string | null {
  const [written, time] = /^[\d-]{10}(T\d\d:\d\d)?/.exec(publishedAt) ?? [];
  if (written === undefined) return null;
  // The written time as if it were UTC: a formatter in UTC says it back unmoved.
  const wallMs = epochMsOf(time === undefined ? written : `${written}Z`);
  const offsetMs = time === undefined ? DAYS_OFFSET_MS : wallMs - epochMsOf(publishedAt);
  const daysAgo = Math.floor((nowMs + offsetMs) / DAY_MS) - Math.floor(wallMs / DAY_MS);
  if (daysAgo !== 0 && daysAgo !== 1) return null;
  const day = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-daysAgo, "day");
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone: "UTC" });
  return time === undefined ? day : `${day}, ${clock.format(wallMs)}`;
}
