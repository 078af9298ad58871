/**
 * Links of the deployed search: a reader's request goes through the function at the edge, as CloudFront runs it, then
 * as much of it as the distribution hands on to the function's own URL, which answers nobody but CloudFront.
 */
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, it } from "vitest";
import { chooseAnswers } from "../../functions/query/answer-settings.ts";
import { parseEnvironment, querySettings } from "../../functions/settings/environment.ts";
import { openSite } from "../unit/http/search-site.ts";
import { deployedTree } from "./deployed-values.ts";
import { type Synthesised, synthesise } from "./synthesised.ts";

const CLOUDFRONT = "https://d111111abcdef8.cloudfront.net";
const OWN_DOMAIN = "https://search.news.example";

let plain: Synthesised;
let own: Synthesised;

beforeAll(async () => {
  plain = await synthesise();
  own = await synthesise({
    domainName: "search.news.example",
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000000",
  });
}, 120_000);

function propertiesOf<Properties>({ resources }: Synthesised, type: string): Properties {
  const [resource] = resources(type);
  return deployedTree(resource?.Properties) as Properties;
}

/** Headers of a reader's request as the query function sees them. */
function forwarded(stack: Synthesised, reader: Readonly<Record<string, string>>): Record<string, string> {
  const { FunctionCode: code } = propertiesOf<{ FunctionCode: string }>(stack, "AWS::CloudFront::Function");
  const headers = Object.fromEntries(Object.entries(reader).map(([name, value]) => [name, { value }]));
  const event = { version: "1.0", request: { method: "GET", uri: "/", querystring: {}, headers, cookies: {} } };
  const handled = JSON.parse(runInNewContext(`${code}; JSON.stringify(handler(${JSON.stringify(event)}))`) as string);
  const { OriginRequestPolicyConfig: policy } = propertiesOf<{
    OriginRequestPolicyConfig: { HeadersConfig: { Headers: string[] } };
  }>(stack, "AWS::CloudFront::OriginRequestPolicy");
  const allowed = policy.HeadersConfig.Headers.map((name) => name.toLowerCase());
  const kept = Object.entries(handled.headers as Record<string, { value: string }>).filter(([name]) =>
    allowed.includes(name),
  );
  return Object.fromEntries(kept.map(([name, { value }]) => [name, value]));
}

/** The site behind the function's URL, told what the stack tells it. */
async function openDeployed(stack: Synthesised) {
  const query = stack
    .resources("AWS::Lambda::Function")
    .find(({ Properties }) => Properties.FunctionName === "poisk-query");
  const variables = deployedTree(query?.Properties.Environment.Variables) as Record<string, string>;
  const { http } = chooseAnswers(parseEnvironment(variables, querySettings), true);
  return openSite(undefined, { settings: http });
}

/** Addresses of this server in an answer, whatever host it thinks that it has. */
function linksIn(text: string): string[] {
  const all = text.match(/https?:\/\/[^\s"'<>{}]+/g) ?? [];
  return all.filter((address) => !/^https?:\/\/(?:www\.w3|purl|a9|[\w.]*severny-vestnik)\./.test(address));
}

const PATHS = [
  "/feed.xml",
  "/feed.xml?q=порт",
  "/opensearch.xml",
  "/openapi.json",
  "/a/завод%2F2019 №7",
  "/search?q=порт",
];

describe("every link that an answer of the default deployment has", () => {
  it.each(PATHS)("leads to CloudFront, and may be kept for others: %s", async (path) => {
    const site = await openDeployed(plain);
    const headers = forwarded(plain, { host: "d111111abcdef8.cloudfront.net", accept: "*/*" });
    const response = await site.get(path, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).not.toBe("no-store");
    const links = linksIn(await response.text());
    expect(links.filter((link) => !link.startsWith(CLOUDFRONT))).toEqual([]);
    if (/\.(?:xml|json)/.test(path)) expect(links.length).toBeGreaterThan(0);
  });

  it("can be followed", async () => {
    const site = await openDeployed(plain);
    const headers = forwarded(plain, { host: "d111111abcdef8.cloudfront.net" });
    for (const path of PATHS) {
      for (const link of linksIn(await (await site.get(path, headers)).text())) {
        const { pathname, search } = new URL(link.replaceAll("&amp;", "&"));
        const { status } = await site.get(`${pathname}${search}`, { ...headers, accept: "text/html" });
        // The root is the owner's page, not the API's.
        if (pathname !== "/") expect(status, link).toBe(200);
      }
    }
  });

  it("leads nowhere else, whatever the reader says of the address", async () => {
    const site = await openDeployed(plain);
    const reader = {
      host: "d111111abcdef8.cloudfront.net",
      "x-poisk-public-url": "https://evil.example",
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
    };
    for (const path of PATHS) {
      expect(await (await site.get(path, forwarded(plain, reader))).text()).not.toContain("evil.example");
    }
  });

  it("leads to the owner's domain where there is one", async () => {
    const site = await openDeployed(own);
    const links = linksIn(await (await site.get("/feed.xml", forwarded(own, { host: "search.news.example" }))).text());
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !link.startsWith(OWN_DOMAIN))).toEqual([]);
  });
});

describe("the function at the edge", () => {
  it("is before everything that the distribution answers", () => {
    const { DistributionConfig: config } = propertiesOf<{
      DistributionConfig: { DefaultCacheBehavior: Behavior; CacheBehaviors: Behavior[] };
    }>(plain, "AWS::CloudFront::Distribution");
    for (const { FunctionAssociations: associations, OriginRequestPolicyId: policy } of [
      config.DefaultCacheBehavior,
      ...config.CacheBehaviors,
    ]) {
      expect(associations).toMatchObject([{ EventType: "viewer-request" }]);
      expect(policy).toMatch(/^<SearchForwarded/);
    }
  });
});

interface Behavior {
  readonly FunctionAssociations: readonly object[];
  readonly OriginRequestPolicyId: string;
}
