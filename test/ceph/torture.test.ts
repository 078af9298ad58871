/**
 * The torture at a production S3: Ceph's radosgw (`.ci/ceph.sh start`), or any other at CEPH_ENDPOINT.
 */
import { it } from "vitest";
import { expectToSurviveTorture, TORTURE_TIMEOUT_MS } from "../fault/torture/small-torture.ts";

it(
  "Ceph under many processes, killed at any moment, loses, doubles and keeps from change no upload",
  () => expectToSurviveTorture("ceph"),
  TORTURE_TIMEOUT_MS,
);
