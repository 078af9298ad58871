import { describe, expect, test } from "vitest";
import { createLogger } from "../../functions/telemetry/log.ts";
import { SearchIndexError } from "../../src/errors.ts";
import { ManualClock } from "../support/deterministic.ts";
import { recordingLogger } from "./recording-logger.ts";

describe("a log line", () => {
  test("is one line of JSON with its time, level and event, whatever the fields hold", () => {
    const texts: string[] = [];
    const output = { write: (text: string) => texts.push(text) > 0 };
    createLogger({ level: "info", clock: new ManualClock(), output }).info("event", { key: 'a\n"b"\u2028', n: 1 });
    const [written = ""] = texts;
    expect(texts).toHaveLength(1);
    expect(written.endsWith("\n")).toBe(true);
    expect(written.trimEnd()).not.toContain("\n");
    expect(JSON.parse(written)).toEqual({
      time: "2026-01-01T00:00:00.001Z",
      level: "info",
      event: "event",
      key: 'a\n"b"\u2028',
      n: 1,
    });
  });

  test("below the level is dropped", () => {
    const { logger, lines } = recordingLogger("warn");
    logger.debug("a");
    logger.info("b");
    logger.warn("c");
    logger.error("d");
    expect(lines.map(({ event }) => event)).toEqual(["c", "d"]);
    const silent = recordingLogger("silent");
    silent.logger.error("e");
    expect(silent.lines).toEqual([]);
  });

  test("has the fields of the logger that it is written by", () => {
    const { logger, lines } = recordingLogger();
    logger.with({ requestId: "r1" }).with({ part: 2 }).info("event", { key: "k" });
    expect(lines).toEqual([{ level: "info", event: "event", requestId: "r1", part: 2, key: "k" }]);
  });

  test("describes an error with its code, details and causes", () => {
    const { logger, lines } = recordingLogger();
    const cause = new TypeError("inner");
    logger.error("failed", { error: new SearchIndexError("store-denied", "outer", { details: { key: "k" }, cause }) });
    expect(lines[0]?.error).toMatchObject({
      name: "SearchIndexError",
      message: "outer",
      code: "store-denied",
      kind: "internal",
      details: { key: "k" },
      stack: expect.stringContaining("outer"),
      cause: { name: "TypeError", message: "inner" },
    });
  });

  test("survives errors that cause themselves, and thrown values that are no errors", () => {
    const { logger, lines } = recordingLogger();
    const error = new Error("round");
    error.cause = error;
    logger.error("failed", { error });
    logger.error("failed", { error: "text" });
    logger.error("failed", { error: undefined });
    expect(lines.map((line) => (line.error as { message: string }).message)).toEqual(["round", "text", "undefined"]);
  });
});
