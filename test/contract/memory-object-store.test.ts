import { MemoryObjectStore } from "../../src/storage/memory-object-store.ts";
import { objectStoreContract } from "./object-store-contract.ts";

objectStoreContract("MemoryObjectStore", () => ({ store: new MemoryObjectStore() }));
