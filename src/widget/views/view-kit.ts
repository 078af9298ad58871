/**
 * The tools of views. The list and the page of results are files of their own, loaded later: they are handed this
 * instead of carrying it a second time, which would be a third of their bytes.
 */
import { type Remark, remarksOn, type Voice } from "../../texts/texts.ts";
import { report } from "../report.ts";
import type { SessionState } from "../session/session-state.ts";
import type { Locale } from "../texts/messages.ts";
import { hitContent, linkTo, markedText, refine } from "./hit-view.ts";
import { make } from "./make-element.ts";
import { publicationDate } from "./publication-date.ts";

/** Shows the state of a search. */
export interface View {
  /** Shows what is known now, which may be of an older text while something is under way. */
  show(state: SessionState): void;
}

export const viewKit = {
  adoptStyles,
  dividerAt,
  hitContent,
  laterView,
  linkTo,
  make,
  markedText,
  publicationDate,
  refine,
  remarks,
  report,
};

export type ViewKit = typeof viewKit;

/** A view that is loaded when it is first shown; where that fails, the next state tries again. */
export function laterView(load: () => Promise<View>): View {
  let view: View | null = null;
  let loading: Promise<void> | null = null;
  let newest: SessionState;
  return {
    show(state) {
      newest = state;
      view?.show(state);
      loading =
        loading ??
        load().then(
          (loaded) => {
            view = loaded;
            view.show(newest);
          },
          (error) => {
            loading = report(error);
          },
        );
    },
  };
}

/** Constructable stylesheets, one of each text for all elements of a page. */
const sheets = new Map<string, CSSStyleSheet>();

/** Adds the styles to those that the root has, once. */
function adoptStyles(root: ShadowRoot, css: string): void {
  const sheet = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) sheet.replaceSync(css);
  sheets.set(css, sheet);
  root.adoptedStyleSheets = [...new Set(root.adoptedStyleSheets).add(sheet)];
}

// What is said about an answer: what was corrected, what is missing, what went wrong.

/** The text above the hit at this place: hits below lack some words, or are only the newest. Else null. */
function dividerAt({ answer, hits }: SessionState, index: number, locale: Locale): string | null {
  const before = hits[index - 1];
  if (before === undefined) return answer?.hits.length === 0 ? locale.messageOf("latest") : null;
  return !before.partialMatch && hits[index]?.partialMatch ? locale.messageOf("partial") : null;
}

/** Remarks on the query, in the words of the pages. */
function remarks({ answer }: SessionState, locale: Locale): Remark[] {
  if (answer === null) return [];
  const nameDays: Voice["nameDays"] = (days) =>
    publicationDate({ publishedAt: null, dateRange: days }, locale.language);
  return remarksOn(answer, { say: locale.messageOf, nameDays });
}
