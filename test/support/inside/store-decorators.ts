/** What tests pin down inside of store, decorators, beside its doors. Moving a file touches this list alone. */
export type { StoreCounts } from "../../../src/store/decorators/counting-object-store.ts";
export type { StoreMethod } from "../../../src/store/decorators/forwarding-object-store.ts";
export type { RepeatOptions } from "../../../src/store/decorators/retrying-object-store.ts";
