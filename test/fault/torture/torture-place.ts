/**
 * Where a torture takes place, as plain data that a process can be told: a folder, or a bucket of an S3-speaking server.
 */
import { systemClock } from "../../../src/clock.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { defaultKeyLayout } from "../../../src/index/keys.ts";
import type { IndexContext } from "../../../src/index/manifest/manifest-reader.ts";
import { RetryingObjectStore } from "../../../src/store/decorators/retrying-object-store.ts";
import { FileObjectStore } from "../../../src/store/file/file-object-store.ts";
import type { ObjectStore } from "../../../src/store/object-store/object-store.ts";
import { S3ObjectStore } from "../../../src/store/s3/s3-object-store.ts";

export type TorturePlace =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "bucket"; readonly endpoint: string; readonly bucket: string };

/** More tombstones than this go into an object of their own: so few that it happens. */
const MAX_INLINE_TOMBSTONES = 4;

export function openPlace(place: TorturePlace): IndexContext {
  return {
    store: openStore(place),
    layout: defaultKeyLayout,
    clock: systemClock,
    ids: systemIdSource,
    maxInlineTombstones: MAX_INLINE_TOMBSTONES,
  };
}

function openStore(place: TorturePlace): ObjectStore {
  // Processes are killed here, the machine is not.
  if (place.kind === "folder") return new FileObjectStore({ rootFolder: place.folder, isDurable: false });
  const { endpoint, bucket } = place;
  const store = new S3ObjectStore({ bucket, endpoint, credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  return new RetryingObjectStore(store, { clock: systemClock, ids: systemIdSource });
}
