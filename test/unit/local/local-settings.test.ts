import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { chooseAnswers } from "../../../functions/query/answer-settings.ts";
import { parseEnvironment, querySettings } from "../../../functions/settings/environment.ts";
import { listenFailure, parseLocalSettings } from "../../../infra/local/local-settings.ts";

describe("settings of the local server", () => {
  it("have defaults", () => {
    const { answers, ...places } = parseLocalSettings({});
    expect(places).toEqual({ port: 8080, s3Port: 9000, demoPort: 8090, dataFolder: ".data" });
    expect(answers).toMatchObject({ http: { corsOrigins: "*", searchPage: null } });
    expect(parseLocalSettings({ PORT: "", DATA_DIR: "", POISK_CORS_ORIGINS: "" })).toEqual({ ...places, answers });
  });

  it("come from PORT, S3_PORT, DEMO_PORT and DATA_DIR", () => {
    const settings = parseLocalSettings({ PORT: "0", S3_PORT: "65535", DEMO_PORT: "0", DATA_DIR: "/tmp/bucket" });
    expect(settings).toMatchObject({ port: 0, s3Port: 65_535, demoPort: 0, dataFolder: "/tmp/bucket" });
  });

  it("of answers are the query function's own, without its bucket", () => {
    const variables = {
      POISK_CORS_ORIGINS: "https://news.example",
      POISK_CACHE_CONTROL: "no-cache",
      POISK_CACHE_MB: "3",
      POISK_REVALIDATE_MS: "0",
      POISK_SEARCH_PAGE: "/find",
      POISK_SITE_NAME: "Вестник",
      POISK_PUBLIC_URL: "https://news.example/api",
      POISK_RECENCY_HALF_LIFE_DAYS: "30",
      POISK_PICTURES: "off",
      POISK_WORDS_FILE: fileURLToPath(new URL("../../../infra/local/samples/words.txt", import.meta.url)),
    };
    const ofFunction = chooseAnswers(parseEnvironment({ ...variables, POISK_BUCKET: "news" }, querySettings), false);
    expect(parseLocalSettings(variables).answers).toEqual(ofFunction);
    expect(parseLocalSettings({ ...variables, POISK_PICTURES: "" }).answers.http.showsPictures).toBe(true);
    expect(ofFunction.search).toMatchObject({ cacheBytes: 3 * 2 ** 20, revalidateMs: 0, recencyHalfLifeDays: 30 });
    expect(() => parseLocalSettings({ POISK_CORS_ORIGINS: "news" })).toThrow(/POISK_CORS_ORIGINS must be/);
  });

  it.each(["-1", "65536", "8080.5", "http", "0x50", " 80", "1e3"])(
    "refuse the port %j by the variable's name",
    (text) => {
      expect(() => parseLocalSettings({ S3_PORT: text })).toThrow(/^S3_PORT must be a port/);
    },
  );

  it("refuse one port for two servers", () => {
    expect(() => parseLocalSettings({ PORT: "9000" })).toThrow("PORT and S3_PORT are both 9000");
    expect(() => parseLocalSettings({ DEMO_PORT: "8080" })).toThrow("PORT and DEMO_PORT are both 8080");
  });

  it("say of a port that is taken which variable changes it", () => {
    const failure = listenFailure("S3_PORT", 9000, Object.assign(new Error("listen"), { code: "EADDRINUSE" }));
    expect(failure).toMatchObject({ message: expect.stringContaining("S3_PORT=9001 npm start") });
  });
});
