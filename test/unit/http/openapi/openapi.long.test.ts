import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { InferOutput } from "valibot";
import { describe, expect, expectTypeOf, test } from "vitest";
import { ENDPOINTS } from "../../../../src/http/http.ts";
import type {
  ArticleAnswer,
  OpenSearchSuggestions,
  ProblemAnswer,
  SearchAnswer,
  SearchHit,
  SimilarAnswer,
  StatusAnswer,
  SuggestAnswer,
} from "../../../../src/search-api.ts";
import type { AnswerName, answerSchemas } from "../../../support/inside/http-openapi.ts";
import { AGENCY_TEXT, REPRINTS } from "../../../support/reprinted-article.ts";
import { bodyOf, newspaper, openSite, type Uploads } from "../search-site.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description: string;
  readonly explode?: boolean;
  readonly schema: { readonly type?: string; readonly enum?: readonly string[]; readonly [key: string]: unknown };
}

interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get: {
          readonly operationId: string;
          readonly parameters?: readonly Parameter[];
          readonly responses: Readonly<
            Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
          >;
        };
      }
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<AnswerName, object>> };
}

const archive: Uploads = {
  ...newspaper,
  "articles/a.json": { id: "1", title: "Водохранилище", text: AGENCY_TEXT, date: "2020-05" },
  "articles/b.json": { id: "2", text: REPRINTS["a sentence added"] ?? "", source: "Вести" },
  "articles/c.json": { id: "3", text: "Каток залили на площади города.", date: "2020" },
  "articles/d.json": { id: "3", text: "Каток растаял к марту." },
};

async function load() {
  const site = await openSite(archive);
  const response = await site.get("/openapi.json");
  expect(response.status).toBe(200);
  return { site, response, description: await bodyOf<Description>(response) };
}

/** Checks an answer against what the description says of its path, status and type; unknown fields are faults here. */
function validators({ components }: Description): (name: string) => ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTuples: false, strictTypes: false });
  ajv.addVocabulary(["components"]);
  ajv.addSchema({ $id: "https://poisk.example/api", components: { schemas: closed(components.schemas) } });
  return (name) => ajv.compile({ $ref: `https://poisk.example/api#/components/schemas/${name}` });
}

/** Every object without further properties; references go through the document. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)]));
  if (typeof copy.$ref === "string") return { $ref: `https://poisk.example/api${copy.$ref}` };
  return copy.type === "object" ? { ...copy, additionalProperties: false } : copy;
}

describe("the description", () => {
  test("is OpenAPI 3.1 under the owner's name and address", async () => {
    const { description, response } = await load();
    expect(description.openapi).toMatch(/^3\.1\./);
    expect(description.info.title).toBe("Поиск");
    expect(description.servers).toEqual([{ url: "https://poisk.example" }]);
    expect(response.headers.get("content-type")).toBe("application/json");
    const own = await openSite({}, { settings: { siteName: "Вестник", publicUrl: "https://news.example/api/" } });
    const { info, servers } = await bodyOf<Description>(await own.get("/openapi.json"));
    expect([info.title, servers]).toEqual(["Вестник", [{ url: "https://news.example/api" }]]);
  });

  test("is not sent again to who has it, and asks nothing of the store", async () => {
    const { site, response } = await load();
    expect(site.lines.at(-1)?.fields).toMatchObject({ requests: 0 });
    const again = await site.get("/openapi.json", { "if-none-match": response.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  test("has every path that answers, and no other", async () => {
    const { description } = await load();
    const described = Object.keys(description.paths).filter((path) => path !== "/articles/{id}/similar");
    const partsOfPages = ["/pages.css", "/robots.txt", "/widget.js", "/{file}"];
    const paths = ENDPOINTS.map(({ path }) => path.replace(/:(\w+)(?:\{.*\})?/, "{$1}"));
    expect([...described, ...partsOfPages].sort()).toEqual(paths.sort());
  });

  test("names every operation once", async () => {
    const names = Object.values((await load()).description.paths).map(({ get }) => get.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("getArticlesIdSimilar");
  });

  test("describes every parameter by the values that it takes", async () => {
    const { description } = await load();
    const schemaOf = (path: string, name: string) =>
      description.paths[path]?.get.parameters?.find((parameter) => parameter.name === name);
    expect(schemaOf("/search", "limit")?.schema).toEqual({ type: "integer", minimum: 0, maximum: 50, default: 10 });
    expect(schemaOf("/search", "to")?.schema).toEqual({ type: "string", format: "date" });
    expect(schemaOf("/search", "facets")).toMatchObject({
      explode: false,
      schema: { type: "array", items: { enum: ["source", "year", "month", "place", "section", "author"] } },
    });
    expect(schemaOf("/search", "source")).toMatchObject({
      explode: true,
      schema: { type: "array", maxItems: 20, items: { type: "string", maxLength: 200 } },
    });
    expect(schemaOf("/articles/{id}", "id")).toMatchObject({ in: "path", required: true });
    for (const { get } of Object.values(description.paths)) {
      for (const { description: words, schema } of get.parameters ?? []) {
        expect(words).toMatch(/\.$/);
        expect(schema).not.toHaveProperty("shownAs");
        expect(schema).toHaveProperty("type");
      }
    }
  });

  test("takes for right what the server takes, and for wrong what it refuses", async () => {
    const { site, description } = await load();
    const ajv = new Ajv2020({ strict: false, formats: { date: /^\d{4}-\d\d-\d\d$/ } });
    const { parameters = [] } = description.paths["/search"]?.get ?? {};
    const samples = [
      "0",
      "1",
      "20",
      "50",
      "51",
      "1001",
      "true",
      "all",
      "newest",
      "off",
      "none",
      "2020-05-01",
      "week",
      "x",
      "",
    ];
    for (const { name, schema } of parameters.filter((parameter) => !["key", "sameAs"].includes(parameter.name))) {
      const isRight = ajv.compile(schema.type === "array" ? { ...(schema.items as object) } : schema);
      for (const sample of samples) {
        const value = schema.type === "integer" && /^\d+$/.test(sample) ? Number(sample) : sample;
        const { status } = await site.get(`/search?${name}=${sample}`);
        expect(`${name}=${sample} ${isRight(value)}`).toBe(`${name}=${sample} ${status === 200}`);
      }
    }
  });
});

describe("an answer", () => {
  test.each<[AnswerName, string]>([
    ["SearchAnswer", "/search"],
    ["SearchAnswer", "/search?q=порт&facets=source,year,place"],
    ["SearchAnswer", "/search?q=порт театр&match=auto"],
    ["SearchAnswer", "/search?q=водохранилище&collapse=true"],
    ["SearchAnswer", "/search?q=водохранилеще&count=none"],
    ["SearchAnswer", "/search?q=gjhn"],
    ["SearchAnswer", "/search?q=каток&sort=oldest&from=2020-01-01"],
    ["SearchAnswer", `/search?q=${"слово%20".repeat(70)}`],
    ["SuggestAnswer", "/suggest?q=пор"],
    ["SuggestAnswer", "/suggest"],
    ["OpenSearchSuggestions", "/suggest?q=пор&format=opensearch"],
    ["ArticleAnswer", "/articles/1"],
    ["ArticleAnswer", "/articles/2"],
    ["SimilarAnswer", "/articles/1/similar?collapse=false"],
    ["StatusAnswer", "/status"],
    ["HealthAnswer", "/healthz"],
    ["ReadinessAnswer", "/readyz"],
    ["Problem", "/search?limit=51&offset=x"],
    ["Problem", "/articles/none"],
    ["Problem", "/articles/3"],
    ["Problem", "/nowhere"],
  ])("is a %s: %s", async (name, path) => {
    const { site, description } = await load();
    const response = await site.get(path);
    const validate = validators(description)(name);
    expect(validate(await response.json()), JSON.stringify(validate.errors)).toBe(true);
    const type = response.headers.get("content-type") ?? "";
    const of = path.split("?")[0]?.replace(/\/articles\/\w+/, "/articles/{id}") ?? "";
    const { responses } = description.paths[of]?.get ?? { responses: {} as Record<string, never> };
    if (of !== "/nowhere")
      expect(Object.keys(responses[response.status === 200 ? "200" : "default"]?.content ?? {})).toContain(type);
  });

  test.each(["/feed.xml", "/opensearch.xml", "/a/1"])("of %s has the type that is described", async (path) => {
    const { site, description } = await load();
    const [type] = ((await site.get(path)).headers.get("content-type") ?? "").split(";");
    const { content = {} } = description.paths[path.replace("/a/1", "/a/{id}")]?.get.responses["200"] ?? {};
    expect(Object.keys(content)).toEqual([type]);
  });

  test("with a field too many or too few is none", async () => {
    const { site, description } = await load();
    const answer = await bodyOf<StatusAnswer>(await site.get("/status"));
    const validate = validators(description)("StatusAnswer");
    expect(validate(answer)).toBe(true);
    expect(validate({ ...answer, more: 1 })).toBe(false);
    expect(validate({ ...answer, sequence: undefined })).toBe(false);
  });
});

/** The same type with all of it readonly, as a plain record. */
type Plain<T> = T extends object ? { readonly [K in keyof T]: Plain<T[K]> } : T;
type Answer<Name extends AnswerName> = Plain<InferOutput<(typeof answerSchemas)[Name]>>;

test("the schemas of the answers are their types", () => {
  expectTypeOf<Answer<"SearchHit">>().toEqualTypeOf<Plain<SearchHit>>();
  expectTypeOf<Answer<"SearchAnswer">>().toEqualTypeOf<Plain<SearchAnswer>>();
  expectTypeOf<Answer<"SuggestAnswer">>().toEqualTypeOf<Plain<SuggestAnswer>>();
  expectTypeOf<Answer<"OpenSearchSuggestions">>().toEqualTypeOf<Plain<OpenSearchSuggestions>>();
  expectTypeOf<Answer<"SimilarAnswer">>().toEqualTypeOf<Plain<SimilarAnswer>>();
  expectTypeOf<Answer<"ArticleAnswer">>().toEqualTypeOf<Plain<ArticleAnswer>>();
  expectTypeOf<Answer<"StatusAnswer">>().toEqualTypeOf<Plain<StatusAnswer>>();
  expectTypeOf<Answer<"Problem">>().toEqualTypeOf<Plain<ProblemAnswer>>();
});
