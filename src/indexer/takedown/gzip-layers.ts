/**
 * Takes an upload's compression off and puts it back (layer 4), so that an edited upload is packed as it was.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { maxUnpackedBytes } from "../../article/upload/unpack.ts";

/** The content of an upload, and how many times it is packed. */
interface UnpackedUpload {
  readonly bytes: Uint8Array;
  readonly layers: number;
}

/** As many as readers take off: `page.txt.gz` sent with Content-Encoding: gzip is packed twice. */
const MAX_LAYERS = 2;

const gunzipBytes = promisify(gunzip);
const gzipBytes = promisify(gzip);

/** Rejects as zlib does for an archive that readers reject too. */
export async function unpackUpload(packed: Uint8Array): Promise<UnpackedUpload> {
  let bytes = packed;
  let layers = 0;
  // RFC 1952, section 2.3.1: ID1, ID2.
  while (layers < MAX_LAYERS && bytes[0] === 0x1f && bytes[1] === 0x8b) {
    bytes = await gunzipBytes(bytes, { maxOutputLength: maxUnpackedBytes });
    layers += 1;
  }
  return { bytes, layers };
}

export async function packUpload({ bytes, layers }: UnpackedUpload): Promise<Uint8Array> {
  let packed = bytes;
  for (let layer = 0; layer < layers; layer += 1) packed = await gzipBytes(packed);
  return packed;
}
