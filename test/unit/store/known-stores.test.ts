import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { askUnsigned, recogniseStore } from "../../../src/store/s3.ts";

it.each([
  ["s3.eu-central-1.amazonaws.com", "Amazon S3"],
  ["0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com", "Cloudflare R2"],
  ["storage.yandexcloud.net", "Yandex Object Storage"],
  ["s3.ru-1.storage.selcloud.ru", "Selectel"],
  ["fly.storage.tigris.dev", "Tigris"],
  ["s3.fr-par.scw.cloud", "Scaleway"],
  ["s3.gra.io.cloud.ovh.net", "OVHcloud"],
])("knows the store at %s by its address: %s", (host, name) => {
  expect(recogniseStore(host, null)).toMatchObject({ name, refusal: null });
  expect(recogniseStore(`${host}.evil.example`, null)).toBeNull();
});

it.each([
  ["MinIO", { server: "MinIO", body: "" }],
  ["Ceph", { server: "Ceph Object Gateway (squid)", body: "" }],
  [
    "Ceph",
    {
      server: "",
      body: '<?xml version="1.0" encoding="UTF-8"?><ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>anonymous</ID>',
    },
  ],
])("knows %s by what it says to somebody without a name", (name, answer) => {
  expect(recogniseStore("s3.example", answer)).toMatchObject({ name, refusal: null });
});

it("refuses SeaweedFS and Garage with the reason, and knows nothing of others", () => {
  const garage =
    "<Error><Code>AccessDenied</Code><Message>Forbidden: Garage does not support anonymous access yet</Message>";
  expect(recogniseStore("s3.example", { server: "", body: garage })).toMatchObject({
    name: "Garage",
    refusal: expect.stringContaining("do not hold"),
  });
  expect(recogniseStore("s3.example", { server: "SeaweedFS 30GB 3.88", body: "" })).toMatchObject({
    name: "SeaweedFS",
    refusal: expect.stringContaining("4.16"),
  });
  expect(
    recogniseStore("s3.example", { server: "nginx", body: "<Error><Code>AccessDenied</Code></Error>" }),
  ).toBeNull();
});

it("asks without credentials, reads only the beginning, and takes silence for nothing known", async () => {
  const seen: unknown[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    seen.push([method, url, headers.authorization]);
    response.setHeader("Server", "MinIO");
    response.end("x".repeat(1024 * 1024));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path`);
  expect(await askUnsigned(endpoint)).toEqual({ server: "MinIO", body: "x".repeat(4_096) });
  expect(seen).toEqual([["GET", "/", undefined]]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await askUnsigned(endpoint)).toBeNull();
});
