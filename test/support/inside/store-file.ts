/** Names inside store/file that tests import past its doors. Moving a file changes this list alone. */
export { fileSystemFailure } from "../../../src/store/file/file-system-errors.ts";
export { withLock } from "../../../src/store/file/generation-lock.ts";
export { type OpenFile, openRegularFile } from "../../../src/store/file/layout.ts";
export { livenessOf, ownIdentity } from "../../../src/store/file/process-identity.ts";
export { SharedOpening } from "../../../src/store/file/version-reader.ts";
