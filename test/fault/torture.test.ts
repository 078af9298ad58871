import { it } from "vitest";
import { expectToSurviveTorture, TORTURE_TIMEOUT_MS } from "./torture/small-torture.ts";

it(
  "a folder that many processes work on, killed at any moment, loses, doubles and keeps from change no upload",
  () => expectToSurviveTorture("file"),
  TORTURE_TIMEOUT_MS,
);
