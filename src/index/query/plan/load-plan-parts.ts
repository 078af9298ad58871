/**
 * Loads later-plan-parts.ts, for the reason of load-later-parts.ts.
 */
import { throwUnavailablePart } from "../../../errors.ts";

/** Rejects with `store-unavailable` where the file cannot be had, so that the next query asks for it again. */
export const loadPlanParts = () => import("./later-plan-parts.ts").catch(throwUnavailablePart);
