import { it } from "vitest";
import { expectToSurviveTorture, TORTURE_TIMEOUT_MS } from "../fault/torture/small-torture.ts";

it(
  "the local endpoint under many processes, killed at any moment, loses, doubles and keeps from change no upload",
  () => expectToSurviveTorture("s3"),
  TORTURE_TIMEOUT_MS,
);
