import { describe, expect, it } from "vitest";
import {
  createHttpApp,
  defaultHttpSettings,
  type HttpDependencies,
  type HttpSettings,
} from "../../../../src/http/http.ts";
import { seededIds } from "../../../support/deterministic.ts";
import type { WidgetFiles } from "../../../support/inside/http-requests.ts";
import { openSite } from "../search-site.ts";

const WIDGET: WidgetFiles = {
  entry: "widget-0a1b2c.js",
  files: { "widget-0a1b2c.js": "/* поле */ export const a = 1;" },
};

/** Asks an app that carries the widget; the store is never looked at. */
async function siteWith(widget: WidgetFiles | null, settings: Partial<HttpSettings> = {}) {
  const { search, meter, clock } = await openSite();
  const dependencies: HttpDependencies = {
    search,
    meter,
    clock,
    ids: seededIds(),
    logger: { info: () => {}, error: () => {} },
    settings: { ...defaultHttpSettings, ...settings },
    widget,
  };
  const app = createHttpApp(dependencies);
  return async (path: string, headers: Record<string, string> = {}) =>
    app.fetch(new Request(`https://poisk.example${path}`, { headers }));
}

describe("the widget's addresses", () => {
  it("are one line that is kept for minutes, and a file that is kept for ever", async () => {
    const get = await siteWith(WIDGET);
    const line = await get("/widget.js");
    expect(await line.text()).toBe('export*from"./widget-0a1b2c.js";\n');
    expect(line.headers.get("cache-control")).toBe("public, max-age=300");
    const file = await get("/widget-0a1b2c.js");
    expect(await file.text()).toBe(WIDGET.files[WIDGET.entry]);
    expect(file.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    for (const { headers } of [line, file]) expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  });

  it("let every origin in, also where the owner lists those that may read answers", async () => {
    const get = await siteWith(WIDGET, { corsOrigins: ["https://own.example"] });
    for (const path of ["/widget.js", "/widget-0a1b2c.js"]) {
      const { headers } = await get(path, { origin: "https://other.example" });
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    }
    const { headers } = await get("/healthz", { origin: "https://other.example" });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("lead from the name of an older build to the present one, for minutes", async () => {
    const get = await siteWith(WIDGET);
    const old = await get("/widget-ffffff.js");
    expect(await old.text()).toContain("widget-0a1b2c.js");
    expect(old.headers.get("cache-control")).toBe("public, max-age=300");
  });

  it("answer 304 to whom holds the file", async () => {
    const get = await siteWith(WIDGET);
    const tag = (await get("/widget-0a1b2c.js")).headers.get("etag") ?? "";
    expect((await get("/widget-0a1b2c.js", { "if-none-match": tag })).status).toBe(304);
  });

  it("are nothing in a program that was built without it", async () => {
    const get = await siteWith(null);
    expect((await get("/widget.js")).status).toBe(404);
    expect((await get("/widget-0a1b2c.js")).status).toBe(404);
  });
});
