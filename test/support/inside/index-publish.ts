/** What tests pin down inside of index, publish, beside its doors. Moving a file touches this list alone. */
export type { PublishInput } from "../../../src/index/publish/publish.ts";
