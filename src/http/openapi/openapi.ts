/**
 * The OpenAPI 3.1 description of the HTTP API (layer 5, pure): which paths there are, what they take and what they answer, from
 * the schemas that validate requests and those of the answers.
 */
import { type JsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { articleParameters } from "../endpoints/article-endpoint.ts";
import { feedParameters } from "../endpoints/feed-endpoint.ts";
import { similarParameters } from "../endpoints/similar-endpoint.ts";
import { suggestParameters } from "../endpoints/suggest-endpoint.ts";
import { OPENSEARCH_PATH, OPENSEARCH_TYPE } from "../pages/page-frame.ts";
import { PROBLEM_TYPE } from "../problem-details.ts";
import { searchParameters } from "../requests/search-parameters.ts";
import { type AnswerName, answerSchemas } from "./answer-schemas.ts";
import { pathParameters, queryParameters } from "./parameters.ts";

/** The version of the interface, not of the program: it changes with what answers mean. */
const API_VERSION = "1.0.0";

const JSON_TYPE = "application/json";

/** One endpoint as the description has it. */
interface Endpoint {
  readonly summary: string;
  readonly parameters?: v.ObjectSchema<v.ObjectEntries, undefined>;
  /** By content type: the answer's schema, or null for text of another language. */
  readonly answers: Readonly<Record<string, AnswerName | null>>;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "/search": {
    summary: "Ranked articles for a query, or the newest ones.",
    parameters: searchParameters,
    answers: { [JSON_TYPE]: "SearchAnswer" },
  },
  "/suggest": {
    summary: "How a query may go on.",
    parameters: suggestParameters,
    answers: { [JSON_TYPE]: "SuggestAnswer", "application/x-suggestions+json": "OpenSearchSuggestions" },
  },
  "/articles/{id}": {
    summary: "One article.",
    parameters: articleParameters,
    answers: { [JSON_TYPE]: "ArticleAnswer" },
  },
  "/articles/{id}/similar": {
    summary: "Articles about the same.",
    parameters: similarParameters,
    answers: { [JSON_TYPE]: "SimilarAnswer" },
  },
  "/a/{id}": {
    summary: "One article as a page, for people.",
    parameters: articleParameters,
    answers: { "text/html": null },
  },
  "/feed.xml": {
    summary: "The newest matches of a query as RSS 2.0.",
    parameters: feedParameters,
    answers: { "application/rss+xml": null },
  },
  [OPENSEARCH_PATH]: { summary: "The search, described to browsers.", answers: { [OPENSEARCH_TYPE]: null } },
  "/status": { summary: "What the index holds.", answers: { [JSON_TYPE]: "StatusAnswer" } },
  "/healthz": { summary: "Whether anybody answers.", answers: { [JSON_TYPE]: "HealthAnswer" } },
  "/readyz": { summary: "Whether searches are answered.", answers: { [JSON_TYPE]: "ReadinessAnswer" } },
  "/problems/{code}": {
    summary: "What the code of a problem means, and what to do.",
    answers: { "text/html": null, [JSON_TYPE]: null },
  },
  "/openapi.json": { summary: "This description.", answers: { [JSON_TYPE]: null } },
};

/** What a description says besides. */
export interface OpenApiOptions {
  /** The owner's name of the search. */
  readonly siteName: string;
  /** Where the API is; without a slash at the end. */
  readonly serverUrl: string;
  /** The address of the owner's documentation in words; null for none. */
  readonly documentation: string | null;
}

/** The whole description, as JSON has it. */
export function describeApi({ siteName, serverUrl, documentation }: OpenApiOptions) {
  return {
    openapi: "3.1.1",
    info: {
      title: siteName,
      version: API_VERSION,
      description:
        "Full-text search over articles. It only reads. Answers may gain fields; programs pass over unknown ones.",
    },
    ...(documentation === null ? {} : { externalDocs: { url: documentation } }),
    servers: [{ url: serverUrl }],
    paths: Object.fromEntries(
      Object.entries(ENDPOINTS).map(([path, endpoint]) => [path, { get: operation(path, endpoint) }]),
    ),
    components: { schemas: componentSchemas() },
  };
}

function operation(path: string, { summary, parameters, answers }: Endpoint) {
  const all = [...pathParameters(path), ...(parameters === undefined ? [] : queryParameters(parameters))];
  return {
    summary,
    operationId: operationId(path),
    ...(all.length === 0 ? {} : { parameters: all }),
    responses: {
      "200": { description: "What was asked for.", content: contentOf(answers) },
      "304": { description: "The client holds this answer already (If-None-Match)." },
      default: {
        description: "What went wrong: problem details (RFC 9457).",
        content: { [PROBLEM_TYPE]: { schema: refTo("Problem") } },
      },
    },
  };
}

/** `/articles/{id}/similar` is `getArticlesIdSimilar`. */
function operationId(path: string): string {
  const words = path.split(/[^a-z]+/).filter((word) => word !== "");
  return `get${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("")}`;
}

function contentOf(answers: Endpoint["answers"]) {
  return Object.fromEntries(
    Object.entries(answers).map(([type, name]) => [type, name === null ? {} : { schema: refTo(name) }]),
  );
}

function refTo(name: AnswerName): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function componentSchemas(): Record<AnswerName, JsonSchema> {
  return toJsonSchemaDefs(answerSchemas, {
    target: "draft-2020-12",
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
}
