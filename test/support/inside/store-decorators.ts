/** Names inside store/decorators that tests import past its doors. Moving a file changes this list alone. */
export type { StoreCounts } from "../../../src/store/decorators/counting-object-store.ts";
export type { StoreMethod } from "../../../src/store/decorators/forwarding-object-store.ts";
export type { RepeatOptions } from "../../../src/store/decorators/retrying-object-store.ts";
