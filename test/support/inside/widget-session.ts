/** Names inside widget/session that tests import past its doors. Moving a file changes this list alone. */
export { readSearchState, writeSearchState } from "../../../src/widget/session/address-state.ts";
export { parseDay } from "../../../src/widget/session/days.ts";
