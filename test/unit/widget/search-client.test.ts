import { describe, expect, it } from "vitest";
import { createSearchClient, SearchFailure } from "../../../src/widget/search-client.ts";
import { HandClock, settle } from "../../support/hand-clock.ts";
import { answer, hit } from "./answers.ts";

type Reply = () => Response | Promise<Response>;

/** A client whose questions are written down and answered from the list; its last reply stays. */
function clientOf(replies: readonly Reply[], endpoint = "https://search.example") {
  const clock = new HandClock();
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const late = new AbortController();
  const client = createSearchClient({
    endpoint,
    clock,
    timeout: () => late.signal,
    fetch: (async (url: string, init?: RequestInit) => {
      asked.push({ url, init });
      return replies[Math.min(asked.length, replies.length) - 1]?.();
    }) as typeof fetch,
  });
  return { client, clock, asked, late };
}

const found: Reply = () => Response.json(answer([hit("1")]));
const busy: Reply = () =>
  Response.json({ code: "store-unavailable" }, { status: 503, headers: { "Retry-After": "2" } });
const broken: Reply = () => Promise.reject(new TypeError("Failed to fetch"));

async function failureOf(promise: Promise<unknown>): Promise<SearchFailure> {
  const failure = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof SearchFailure)) throw new Error(`Not a SearchFailure: ${failure}`);
  return failure;
}

describe("the search client", () => {
  it("asks below the endpoint's path, without credentials, and leaves out what is empty", async () => {
    const { client, asked } = clientOf([found], "https://news.example/api");
    await client.search({ q: "порт & суда", source: ["А", "Б"], facets: ["source", "year"], from: "", collapse: true });
    const url = new URL(asked[0]?.url ?? "");
    expect(url.origin + url.pathname).toBe("https://news.example/api/search");
    expect([...url.searchParams]).toEqual([
      ["q", "порт & суда"],
      ["source", "А"],
      ["source", "Б"],
      ["facets", "source,year"],
      ["collapse", "true"],
    ]);
    expect(asked[0]?.init?.credentials).toBe("omit");
  });

  it("gives an answer again for half a minute, and then asks anew", async () => {
    const { client, clock, asked } = clientOf([found]);
    const first = await client.search({ q: "порт" });
    expect(await client.search({ q: "порт" })).toBe(first);
    expect(asked).toHaveLength(1);
    await clock.advance(30_001);
    await client.search({ q: "порт" });
    expect(asked).toHaveLength(2);
  });

  it("keeps no more than fifty answers, the newest", async () => {
    const { client, asked } = clientOf([found]);
    for (let index = 0; index <= 50; index++) await client.search({ q: `${index}` });
    await client.search({ q: "50" });
    expect(asked).toHaveLength(51);
    await client.search({ q: "0" });
    expect(asked).toHaveLength(52);
  });

  it("waits as long as Retry-After says, and no retry begins beyond the budget", async () => {
    const { client, clock, asked } = clientOf([busy, busy, busy, found]);
    const failure = failureOf(client.search({ q: "порт" }));
    await clock.advance(1_999);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    expect(asked).toHaveLength(2);
    await clock.advance(2_000);
    expect(asked).toHaveLength(3);
    expect(await failure).toMatchObject({ kind: "unavailable", code: "store-unavailable" });
  });

  it("asks again where the network broke", async () => {
    const { client, clock, asked } = clientOf([broken, found]);
    const search = client.search({ q: "порт" });
    await clock.advance(300);
    expect((await search).hits).toHaveLength(1);
    expect(asked).toHaveLength(2);
  });

  it("tells a search that is still being set up from one that fails, and does not press it", async () => {
    const { client, asked } = clientOf([() => Response.json({ code: "no-index-yet" }, { status: 503 })]);
    expect(await failureOf(client.search({ q: "порт" }))).toMatchObject({ kind: "setup", code: "no-index-yet" });
    expect(asked).toHaveLength(1);
  });

  it("does not repeat a question that was refused, and tells why", async () => {
    const problem = { code: "invalid-parameter", errors: [{ detail: "Give a day." }] };
    const { client, asked } = clientOf([() => Response.json(problem, { status: 400 })]);
    const failure = await failureOf(client.search({ from: "вчера" }));
    expect(failure).toMatchObject({ kind: "refused", code: "invalid-parameter", message: "Give a day." });
    expect(asked).toHaveLength(1);
  });

  it("takes nothing for an answer that has no hits", async () => {
    const { client } = clientOf([() => new Response("<p>Войдите в сеть</p>")]);
    expect((await failureOf(client.search({ q: "порт" }))).kind).toBe("failed");
  });

  it.each([
    ["no query", { query: undefined }],
    ["corrections that are no list", { query: { ...answer([]).query, corrections: null } }],
    ["a hit that is none", { hits: [null] }],
    ["a hit without a title", { hits: [{ ...hit("1"), title: undefined }] }],
    ["a title that is no text", { hits: [hit("1", { title: { text: 5, highlights: [] } as never })] }],
    ["a passage without marks", { hits: [hit("1", { snippet: { text: "Порт" } as never })] }],
    ["marks that are no ranges", { hits: [hit("1", { snippet: { text: "Порт", highlights: [1] } as never })] }],
    ["no path to the article", { hits: [hit("1", { href: "javascript:1" })] }],
  ])("takes nothing for an answer that has %s", async (_what, fields) => {
    const { client } = clientOf([() => Response.json({ ...answer([]), ...fields })]);
    expect((await failureOf(client.search({ q: "порт" }))).kind).toBe("failed");
  });

  it("takes nothing for suggestions that are no marked texts", async () => {
    const { client } = clientOf([() => Response.json({ suggestions: [{ kind: "word", text: "порт" }] })]);
    expect((await failureOf(client.suggest({ q: "по" }))).kind).toBe("failed");
  });

  it("calls off an attempt that takes too long, and tries again", async () => {
    const { client, clock, asked, late } = clientOf([
      () =>
        new Promise((_, reject) => asked[0]?.init?.signal?.addEventListener("abort", () => reject(new Error("Off")))),
      found,
    ]);
    const search = client.search({ q: "порт" });
    await settle();
    late.abort();
    await clock.advance(300);
    expect((await search).hits).toHaveLength(1);
  });

  it("ends with the signal's own reason, in the middle of a pause too", async () => {
    const { client, clock, asked } = clientOf([broken]);
    const controller = new AbortController();
    const reason = new Error("Другой вопрос");
    const ended = client.search({ q: "порт" }, controller.signal).catch((error: unknown) => error);
    await settle();
    controller.abort(reason);
    await clock.advance(300);
    expect(await ended).toBe(reason);
    expect(asked).toHaveLength(1);
  });

  it("follows paths of the endpoint and nothing else", () => {
    const { client } = clientOf([found], "https://news.example/api/");
    expect(client.addressOf("/a/42")).toBe("https://news.example/api/a/42");
    expect(new URL(client.addressOf("//evil.example/x")).origin).toBe("https://news.example");
    expect(() => client.addressOf("https://evil.example/")).toThrow(TypeError);
  });
});
