import { FileObjectStore } from "../../src/store/local.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { objectStoreContract } from "./object-store-contract.ts";

objectStoreContract("FileObjectStore", async () => {
  const { path, remove } = await makeTemporaryFolder();
  return { store: new FileObjectStore(`${path}/data`), dispose: remove };
});
