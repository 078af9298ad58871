import { describe, expect, it } from "vitest";
import { listenFailure, parseLocalSettings } from "../../../infra/local/local-settings.ts";

describe("settings of the local server", () => {
  it("have defaults", () => {
    expect(parseLocalSettings({})).toEqual({ port: 8080, s3Port: 9000, dataFolder: ".data" });
    expect(parseLocalSettings({ PORT: "", DATA_DIR: "" })).toEqual({ port: 8080, s3Port: 9000, dataFolder: ".data" });
  });

  it("come from PORT, S3_PORT and DATA_DIR", () => {
    const settings = parseLocalSettings({ PORT: "0", S3_PORT: "65535", DATA_DIR: "/tmp/bucket" });
    expect(settings).toEqual({ port: 0, s3Port: 65_535, dataFolder: "/tmp/bucket" });
  });

  it.each(["-1", "65536", "8080.5", "http", "0x50", " 80", "1e3"])(
    "refuse the port %j by the variable's name",
    (text) => {
      expect(() => parseLocalSettings({ S3_PORT: text })).toThrow(/^S3_PORT must be a port/);
    },
  );

  it("refuse one port for both servers", () => {
    expect(() => parseLocalSettings({ PORT: "9000" })).toThrow("PORT and S3_PORT are both 9000");
  });

  it("say of a port that is taken which variable changes it", () => {
    const failure = listenFailure("S3_PORT", 9000, Object.assign(new Error("listen"), { code: "EADDRINUSE" }));
    expect(failure).toMatchObject({ message: expect.stringContaining("S3_PORT=9001 npm start") });
  });
});
