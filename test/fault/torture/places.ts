/**
 * The stores that are tortured: a fresh folder, a fresh local S3 endpoint, a fresh bucket of a production S3.
 */
import { CreateBucketCommand, DeleteBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startS3Endpoint } from "../../../infra/local/s3/s3-endpoint.ts";
import { systemClock } from "../../../src/clock.ts";
import { createUlid, systemIdSource } from "../../../src/id-source.ts";
import { FileObjectStore } from "../../../src/store/local.ts";
import { listAll } from "../../../src/store/store.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";
import { openPlace, type TorturePlace } from "./torture-place.ts";
import { bundleTortureWorker } from "./worker-processes.ts";

export const PLACE_NAMES = ["file", "s3", "ceph"] as const;
export type PlaceName = (typeof PLACE_NAMES)[number];

type Act = (place: TorturePlace, script: string) => Promise<void>;

/** Makes the place, tortures, and removes it again. */
export async function withTorturePlace(name: PlaceName, act: Act): Promise<void> {
  const folder = await makeTemporaryFolder();
  try {
    const script = await bundleTortureWorker(folder.path);
    const withScript = (place: TorturePlace) => act(place, script);
    if (name === "file") await withScript({ kind: "folder", folder: `${folder.path}/data` });
    else if (name === "s3") await withLocalEndpoint(folder.path, withScript);
    else await withFreshBucket(process.env.CEPH_ENDPOINT ?? "http://127.0.0.1:7480", withScript);
  } finally {
    await folder.remove();
  }
}

async function withLocalEndpoint(folder: string, act: (place: TorturePlace) => Promise<void>): Promise<void> {
  const bucket = "articles-bucket";
  const store = new FileObjectStore({ rootFolder: `${folder}/data`, isDurable: false });
  const failures: unknown[] = [];
  const endpoint = await startS3Endpoint({
    store,
    bucket,
    onFailure: (one) => failures.push(one),
  });
  try {
    await act({ kind: "bucket", endpoint: endpoint.url, bucket });
    if (failures.length > 0) throw new Error("the endpoint failed", { cause: failures[0] });
  } finally {
    await endpoint.close();
  }
}

async function withFreshBucket(endpoint: string, act: (place: TorturePlace) => Promise<void>): Promise<void> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
  const bucket = `poisk-${createUlid(systemClock.nowMs(), systemIdSource).toLowerCase()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const place = { kind: "bucket", endpoint, bucket } as const;
  const failures: unknown[] = [];
  await act(place).catch((error: unknown) => failures.push(error));
  // A failed cleaning must not hide why the torture failed.
  await removeBucket(client, place).catch((error: unknown) => failures.push(error));
  client.destroy();
  if (failures.length > 0) throw failures[0];
}

/** Removes a bucket. Requests of a killed process may land after it was emptied: then it is emptied again. */
async function removeBucket(client: S3Client, place: TorturePlace & { kind: "bucket" }): Promise<void> {
  const { store, clock } = openPlace(place);
  for (let attempt = 1; ; attempt += 1) {
    for await (const { key } of listAll(store, "")) await store.delete(key);
    try {
      await client.send(new DeleteBucketCommand({ Bucket: place.bucket }));
      return;
    } catch (error) {
      if (attempt === 5) throw error;
      await clock.sleep(1_000);
    }
  }
}
