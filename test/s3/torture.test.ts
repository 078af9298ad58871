import { it } from "vitest";
import { expectToSurviveTorture } from "../fault/torture/small-torture.ts";

it("the local endpoint under many processes, killed at any moment, loses, doubles and keeps from change no upload", () =>
  expectToSurviveTorture("s3"));
