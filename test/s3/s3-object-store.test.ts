import { MemoryObjectStore } from "../../src/store/local.ts";
import { S3ObjectStore } from "../../src/store/s3.ts";
import { objectStoreContract } from "../contract/object-store-contract.ts";
import { BUCKET, STORE_NAMES, startEndpointUnderTest } from "./endpoint-under-test.ts";

for (const storeName of STORE_NAMES) {
  objectStoreContract(`S3ObjectStore at the local endpoint over ${storeName}`, async () => {
    const { endpoint, stop } = await startEndpointUnderTest(storeName);
    const credentials = { accessKeyId: "anyone", secretAccessKey: "anything" };
    return { store: new S3ObjectStore({ bucket: BUCKET, endpoint: endpoint.url, credentials }), dispose: stop };
  });
}

objectStoreContract(
  "S3ObjectStore at a directory bucket of the local endpoint",
  async () => {
    const name = "index--use1-az4--x-s3";
    const { endpoint, stop } = await startEndpointUnderTest("MemoryObjectStore", {
      indexBucket: { name, store: new MemoryObjectStore() },
    });
    const credentials = { accessKeyId: "anyone", secretAccessKey: "anything" };
    return { store: new S3ObjectStore({ bucket: name, endpoint: endpoint.url, credentials }), dispose: stop };
  },
  { lacks: ["ordered-listing"] },
);
