/** What tests pin down inside of widget, session, beside its doors. Moving a file touches this list alone. */
export { readSearchState, writeSearchState } from "../../../src/widget/session/address-state.ts";
export { parseDay } from "../../../src/widget/session/days.ts";
