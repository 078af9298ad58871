/**
 * What views make themselves of (layer 5). The page of results and its filters are files of their own, loaded later: they are
 * handed these instead of carrying them a second time, which would be a third of their bytes.
 */
import { adoptStyles } from "./adopt-styles.ts";
import { hitContent, linkTo } from "./hit-view.ts";
import { make } from "./make-element.ts";
import { remarks, summary, trouble } from "./notices.ts";
import { startsPartial } from "./options-view.ts";

export const viewKit = { adoptStyles, hitContent, linkTo, make, remarks, startsPartial, summary, trouble };

export type ViewKit = typeof viewKit;
