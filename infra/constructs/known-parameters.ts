/**
 * What of an address names an answer: the query parameters that some endpoint reads. A function at CloudFront's edge takes
 * all others away (utm_source, fbclid, …), so that they are no part of a cache's key and cannot be used to walk past it. A
 * cache policy cannot do that: it takes ten names at most, and /search alone has more.
 */
import type * as v from "valibot";
import { articleParameters } from "../../src/http/article-endpoint.ts";
import { feedParameters } from "../../src/http/feed-endpoint.ts";
import { searchParameters } from "../../src/http/search-parameters.ts";
import { similarParameters } from "../../src/http/similar-endpoint.ts";
import { suggestParameters } from "../../src/http/suggest-endpoint.ts";

const schemas: readonly v.ObjectSchema<v.ObjectEntries, undefined>[] = [
  searchParameters,
  suggestParameters,
  feedParameters,
  articleParameters,
  similarParameters,
];

/** Names of all parameters that any endpoint reads, in order, each once. */
export const knownParameters: readonly string[] = [
  ...new Set(schemas.flatMap((schema) => Object.keys(schema.entries))),
].sort();

/**
 * The viewer request function (CloudFront Developer Guide, "JavaScript runtime 2.0"): keeps known parameters, in one order,
 * as they were given, values given again included.
 */
export function viewerRequestCode(names: readonly string[]): string {
  return `const names = ${JSON.stringify(names)};
function handler(event) {
  const given = event.request.querystring;
  const kept = {};
  for (const name of names) if (Object.prototype.hasOwnProperty.call(given, name)) kept[name] = given[name];
  event.request.querystring = kept;
  return event.request;
}
`;
}
