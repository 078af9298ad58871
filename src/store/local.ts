/**
 * The door to stores of this machine: in memory, and in a folder that several processes may write.
 */
export { FileObjectStore } from "./file/file-object-store.ts";
export { findUnlistedFiles } from "./file/folder-listing.ts";
export { sideFolderName } from "./file/layout.ts";
export { systemProcesses } from "./file/process-identity.ts";
export { MemoryObjectStore } from "./memory-object-store.ts";
