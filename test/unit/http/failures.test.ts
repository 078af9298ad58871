import { describe, expect, test } from "vitest";
import { clientProblem, HTTP_ERROR_CODES, problemAnswer, serverProblem } from "../../../src/api/api.ts";
import { ERROR_CODES, type ErrorCode, SearchIndexError } from "../../../src/errors.ts";
import type { ProblemAnswer } from "../../../src/search-api.ts";
import type { ObjectKey, ObjectStore } from "../../../src/store/store.ts";
import { bodyOf, openSite } from "./search-site.ts";

/** A store of which every read throws. */
const throwing = (error: unknown) => (): ObjectStore =>
  new Proxy({} as ObjectStore, {
    get: () => async () => {
      throw error;
    },
  });

const ENTITIES: Readonly<Record<string, string>> = {
  "&#39;": "'",
  "&quot;": '"',
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
};
const textOf = (page: string): string =>
  page.replace(/<[^>]*>/g, "").replace(/&[#a-z0-9]+;/g, (entity) => ENTITIES[entity] ?? entity);

/** A problem of the code, by whichever way it comes about. */
const problemOf = (code: (typeof HTTP_ERROR_CODES)[number]) => {
  const ours = serverProblem(new SearchIndexError(code, "?"));
  return ours.code === code ? ours : clientProblem(code as Parameters<typeof clientProblem>[0], "?");
};

const secret = "The store did not serve s3://secret-bucket/articles/secret.json.";

const answerTo = async (error: unknown, path = "/search?q=a") => {
  const site = await openSite(undefined, { disturb: throwing(error) });
  const response = await site.get(path);
  return { site, response, text: await response.clone().text(), problem: await bodyOf<ProblemAnswer>(response) };
};

describe("a failure of ours", () => {
  test.each(["store-unavailable", "index-busy", "commit-conflict", "etag-mismatch"] as const)(
    "%s is told to pass, and when to ask again",
    async (code) => {
      const { response, problem } = await answerTo(new SearchIndexError(code, secret));
      expect(response.status).toBe(503);
      expect(problem).toMatchObject({ code, status: 503 });
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    },
  );

  test.each(["corrupt-segment", "corrupt-manifest", "unsupported-format", "store-denied"] as const)(
    "%s is an internal error by its own code",
    async (code) => {
      const { response, problem } = await answerTo(new SearchIndexError(code, secret));
      expect(response.status).toBe(500);
      expect(problem.code).toBe(code);
      expect(response.headers.has("retry-after")).toBe(false);
    },
  );

  test.each(["invalid-key", "invalid-options", "invalid-query", "ambiguous-id"] as const)(
    "%s from behind is no fault of the client's",
    async (code) => {
      const { response, problem } = await answerTo(new SearchIndexError(code, secret));
      expect(response.status).toBe(500);
      expect(problem.code).toBe("unexpected-failure");
    },
  );

  test("object-too-large is told by its status", async () => {
    const { response, problem, text } = await answerTo(new SearchIndexError("object-too-large", secret));
    expect(response.status).toBe(413);
    expect(problem.code).toBe("object-too-large");
    expect(text).not.toContain("secret");
  });

  test.each(["/search?q=a", "/status", "/articles/1", "/a/1"])(
    "at %s tells the client nothing of the inside",
    async (path) => {
      for (const error of [
        new SearchIndexError("store-denied", secret, { details: { bucket: "secret-bucket" } }),
        new TypeError(secret),
      ]) {
        const { response, text } = await answerTo(error, path);
        expect(response.status).toBe(500);
        expect(response.headers.get("content-type")).toBe("application/problem+json");
        expect(text).not.toMatch(/secret|s3:|\.ts|\bat /);
      }
    },
  );

  test("is logged once, whole, under the id that the client is given", async () => {
    const error = new SearchIndexError("store-denied", secret);
    const { site, response, problem } = await answerTo(error);
    const [logged, ...others] = site.lines.filter(({ level }) => level === "error");
    expect(others).toEqual([]);
    expect(logged).toMatchObject({ event: "request-failed", fields: { requestId: problem.instance, error } });
    expect(response.headers.get("x-request-id")).toBe(problem.instance);
  });

  test.each([["a text"], [null], [undefined], [{ code: "store-denied" }]])(
    "that is no error at all (%j) is answered and logged like any other",
    async (thrown) => {
      const { site, response, problem } = await answerTo(thrown);
      expect(response.status).toBe(500);
      expect(problem.code).toBe("unexpected-failure");
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(site.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    },
  );

  test("is never stored, and can be read across origins", async () => {
    const { response } = await answerTo(new SearchIndexError("store-unavailable", secret));
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.has("etag")).toBe(false);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("that is a damaged segment fails the search, and never makes it shorter", async () => {
    const site = await openSite();
    const { objects } = await site.store.list({ prefix: "index/segments/" });
    const key = objects[0]?.key as ObjectKey;
    const { bytes } = await site.store.get(key);
    await site.store.delete(key);
    await site.store.putIfAbsent(key, bytes.subarray(0, bytes.length - 100));
    const response = await site.get("/search?q=порт");
    expect(response.status).toBe(500);
    expect(["corrupt-segment", "range-not-satisfiable"]).toContain((await bodyOf<ProblemAnswer>(response)).code);
  });

  test("that is a manifest of a newer format says so by its code", async () => {
    const site = await openSite();
    const key = "index/manifest.json" as ObjectKey;
    const { bytes, etag } = await site.store.get(key);
    const manifest = JSON.parse(Buffer.from(bytes).toString("utf8"));
    await site.store.putIfMatch(key, Buffer.from(JSON.stringify({ ...manifest, format: manifest.format + 1 })), etag);
    for (const path of ["/search?q=порт", "/status", "/articles/1"]) {
      const response = await site.get(path);
      expect(response.status).toBe(500);
      expect((await bodyOf<ProblemAnswer>(response)).code).toBe("unsupported-format");
    }
  });
});

describe("problem details", () => {
  test("have every member of RFC 9457, and lead to the documentation of their code", async () => {
    const site = await openSite(undefined, { settings: { documentation: "https://docs.example/problems" } });
    const response = await site.get("/search?limit=51");
    expect(await bodyOf<ProblemAnswer>(response)).toEqual({
      type: "https://docs.example/problems#invalid-parameter",
      title: "A parameter is wrong",
      status: 400,
      detail: "Fix these parameters: limit.",
      instance: response.headers.get("x-request-id"),
      code: "invalid-parameter",
      errors: [{ parameter: "limit", code: "invalid-parameter", detail: "Give a whole number from 0 to 50." }],
    });
  });

  test.each(HTTP_ERROR_CODES)("of the code %s lead to a page that shows its title and meaning", async (code) => {
    const site = await openSite({});
    const { title, status, type } = problemAnswer(problemOf(code), "id", { documentation: null, basePath: "" });
    const page = await site.get(type, { accept: "text/html,*/*" });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const json = await bodyOf<{ meaning: string }>(await site.get(type, { accept: "application/json" }));
    expect(json).toMatchObject({ code, title, status, type, meaning: expect.stringMatching(/^[A-Z].+\.$/) });
    const text = textOf(await page.text());
    for (const shown of [title, code, `HTTP ${status}`, json.meaning]) expect(text).toContain(shown);
  });

  test("lead to a page below the path of the public address, and to the owner's documentation where there is one", async () => {
    const below = await openSite({}, { settings: { publicUrl: "https://news.example/api" } });
    const { type } = await bodyOf<ProblemAnswer>(await below.get("/search?limit=51"));
    expect(type).toBe("/api/problems/invalid-parameter");
    expect((await below.get("/problems/no-such-code")).status).toBe(404);
  });

  test("cover every code of which waiting or repair is the answer", () => {
    const ours: ErrorCode[] = (Object.keys(ERROR_CODES) as ErrorCode[]).filter((code) =>
      ["too-large", "conflict", "unavailable", "corrupt-data", "internal"].includes(ERROR_CODES[code]),
    );
    expect(HTTP_ERROR_CODES).toEqual(expect.arrayContaining(ours));
  });
});
