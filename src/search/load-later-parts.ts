/**
 * Loads later-parts.ts. By it and later-plan-parts.ts the query function loads 475 KB at its start in place of 550, in
 * 16 ms less, and a page that searches by itself has its first answer after 99 KB in place of 137
 * (docs/decisions/widget.md#search-in-the-page).
 */
import { throwUnavailablePart } from "../errors.ts";

/** Rejects with `store-unavailable` where the file cannot be had, so that the next query asks for it again. */
export const loadLaterParts = () => import("./later-parts.ts").catch(throwUnavailablePart);
