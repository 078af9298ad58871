/**
 * The function at CloudFront's edge, run as CloudFront runs it: one script with a `handler`.
 */
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { knownParameters, viewerRequestCode } from "../../infra/constructs/viewer-request.ts";
import { ENDPOINTS } from "../../src/http/http.ts";
import { describeApi } from "../support/inside/http-openapi.ts";

interface Value {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

const HEADERS = { host: { value: "d1.cloudfront.net" } };

/** Filters a query. */
function filtered(querystring: Readonly<Record<string, Value>>): Record<string, Value> {
  const event = {
    version: "1.0",
    request: { method: "GET", uri: "/search", querystring, headers: HEADERS, cookies: {} },
  };
  const code = `${viewerRequestCode(knownParameters)}; JSON.stringify(handler(${JSON.stringify(event)}))`;
  return JSON.parse(runInNewContext(code) as string).querystring;
}

describe("the edge", () => {
  it("knows every query parameter that the API describes, and no other", () => {
    const { paths } = describeApi(ENDPOINTS, { siteName: "Поиск", documentation: "/" }, "https://x.example");
    const described = JSON.stringify(paths).matchAll(/"name":"(\w+)","in":"query"/g);
    expect(knownParameters).toEqual([...new Set([...described].map(([, name]) => name))].sort());
  });

  it("takes away what marketing adds, and puts the rest in one order", () => {
    const left = filtered({
      utm_source: { value: "vk" },
      q: { value: "%D0%BB%D1%91%D0%B4" },
      fbclid: { value: "1" },
      from: { value: "2016-10-09" },
    });
    expect(Object.entries(left)).toEqual([
      ["from", { value: "2016-10-09" }],
      ["q", { value: "%D0%BB%D1%91%D0%B4" }],
    ]);
  });

  it("keeps what is given again", () => {
    const source = { value: "a", multiValue: [{ value: "a" }, { value: "b" }] };
    expect(filtered({ source })).toEqual({ source });
  });

  it("is not misled by names that every object has", () => {
    expect(filtered({ constructor: { value: "1" }, toString: { value: "2" } })).toEqual({});
  });

  it("is below the size that CloudFront takes", () => {
    expect(Buffer.byteLength(viewerRequestCode(knownParameters))).toBeLessThan(10_240);
  });
});
