/**
 * Variables with the name of a setting that there is not: told of, and no failure.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it, vi } from "vitest";
import { runCommand } from "../../../functions/cli/program/program.ts";
import { unknownSettings } from "../../../functions/settings/unknown-settings.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const FUNCTIONS = fileURLToPath(new URL("../../../functions", import.meta.url));
afterEach(() => vi.unstubAllEnvs());

it("are those that begin as settings do, and are none of any face", () => {
  const variables = { POISK_FEED_HOSTS: "news.example", POISK_SITENAME: "", POISK_FEEDS: "x", PATH: "/bin" };
  expect(unknownSettings(variables)).toEqual(["POISK_FEED_HOSTS"]);
});

it("are none that some schema of functions/ has", () => {
  const paths = readdirSync(FUNCTIONS, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const names = paths.flatMap((path) =>
    [...readFileSync(join(FUNCTIONS, path), "utf8").matchAll(/^ +(POISK_\w+): v\./gm)].map(([, name = ""]) => name),
  );
  expect(names.length).toBeGreaterThan(30);
  expect(unknownSettings(Object.fromEntries(names.map((name) => [name, "x"])))).toEqual([]);
});

it("are told of by the command, in words for people alone", async () => {
  vi.stubEnv("POISK_FEED_HOSTS", "news.example");
  vi.stubEnv("POISK_SIET_NAME", "x");
  vi.stubEnv("POISK_QQQQQQQQQQQQ", "x");
  const terminal = createRecordingTerminal();
  expect(await runCommand(["token"], terminal)).toBe(0);
  expect(terminal.noted).toEqual(
    expect.arrayContaining([
      "poisk has no setting POISK_SIET_NAME and ignores it. Did you mean POISK_SITE_NAME?",
      "poisk has no setting POISK_QQQQQQQQQQQQ and ignores it.",
      expect.stringContaining("poisk has no setting POISK_FEED_HOSTS and ignores it."),
    ]),
  );
  const silent = createRecordingTerminal();
  await runCommand(["token", "--json"], silent);
  expect(silent.noted).toEqual([]);
});
