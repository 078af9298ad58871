/** Names inside store/object-store that tests import past its doors. Moving a file changes this list alone. */
export { md5Hex, md5HexWithoutNode } from "../../../src/store/object-store/content-md5.ts";
export { objectExists } from "../../../src/store/object-store/contract.ts";
export { firstAfter, firstAtOrAfter, parseListOptions } from "../../../src/store/object-store/listing.ts";
export type { GetOptions } from "../../../src/store/object-store/object-store.ts";
