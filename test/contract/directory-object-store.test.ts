import { DirectoryObjectStore } from "../../infra/local/s3/directory-bucket.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { objectStoreContract } from "./object-store-contract.ts";

objectStoreContract("DirectoryObjectStore", () => ({ store: new DirectoryObjectStore(new MemoryObjectStore()) }), {
  lacks: ["ordered-listing"],
});
