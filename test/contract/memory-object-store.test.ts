import { MemoryObjectStore } from "../../src/store/memory-object-store.ts";
import { objectStoreContract } from "./object-store-contract.ts";

objectStoreContract("MemoryObjectStore", () => ({ store: new MemoryObjectStore() }));
