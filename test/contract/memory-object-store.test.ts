import { MemoryObjectStore } from "../../src/store/local.ts";
import { objectStoreContract } from "./object-store-contract.ts";

objectStoreContract("MemoryObjectStore", () => ({ store: new MemoryObjectStore() }));
