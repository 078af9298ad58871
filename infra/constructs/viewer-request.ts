/**
 * The function at CloudFront's edge that changes a request before the cache is read.
 *
 * It keeps the query parameters that some endpoint reads and takes all others away (utm_source, fbclid, …), so that
 * they are no part of a cache's key and cannot be used to walk past it. A cache policy cannot do that: it takes ten
 * names at most, and /search alone has more.
 *
 * And it tells the query function by which name it was called, which that could not be told at deployment: CloudFront
 * gives a distribution its name when it is made, after the function. The reader's own header of that name is written
 * over, and a Host that is none of the distribution's names never comes here.
 */
import { ENDPOINTS } from "../../src/http/http.ts";

/** Names of all parameters that any endpoint reads, in order, each once. */
export const knownParameters: readonly string[] = [
  ...new Set(
    ENDPOINTS.flatMap(({ operation, below = {} }) => [operation, ...Object.values(below)]).flatMap((described) =>
      Object.keys(described?.parameters?.entries ?? {}),
    ),
  ),
].sort();

/**
 * Header in lower case, as CloudFront passes it to functions. The query function gets its name in
 * POISK_PUBLIC_URL_HEADER.
 */
export const PUBLIC_URL_HEADER = "x-poisk-public-url";

/**
 * The viewer request function (CloudFront Developer Guide, "JavaScript runtime 2.0"): keeps known parameters, in one
 * order, as they were given, values given again included, and says the public address.
 */
export function viewerRequestCode(names: readonly string[]): string {
  return `const names = ${JSON.stringify(names)};
function handler(event) {
  const given = event.request.querystring;
  const kept = {};
  for (const name of names) if (Object.prototype.hasOwnProperty.call(given, name)) kept[name] = given[name];
  event.request.querystring = kept;
  event.request.headers[${JSON.stringify(PUBLIC_URL_HEADER)}] = { value: "https://" + event.request.headers.host.value };
  return event.request;
}
`;
}
