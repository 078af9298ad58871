/**
 * The place of a torture, as plain data that a process can be told: a folder, or a bucket of an S3-speaking server.
 */
import { systemClock } from "../../../src/clock.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { defaultKeyLayout, type IndexContext } from "../../../src/index/shared.ts";
import { FileObjectStore } from "../../../src/store/local.ts";
import { S3ObjectStore } from "../../../src/store/s3.ts";
import { type ObjectStore, RetryingObjectStore } from "../../../src/store/store.ts";

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
