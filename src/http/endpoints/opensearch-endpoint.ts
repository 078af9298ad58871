/**
 * GET /opensearch.xml: describes the search to browsers, which then offer it in their address bar (OpenSearch 1.1
 * draft 6; MDN, "OpenSearch description format").
 */

import { answerFixed } from "../answers/conditional.ts";
import { publicAddress, searchPageAddress } from "../answers/public-address.ts";
import { element, writeXml, type XmlElement } from "../answers/xml.ts";
import type { Endpoint } from "../openapi/openapi.ts";
import { OPENSEARCH_PATH, OPENSEARCH_TYPE } from "../pages/page-frame.ts";
import type { HttpContext } from "../requests/http-context.ts";

/** OpenSearch 1.1: the longest ShortName, without markup. */
const MAX_SHORT_NAME = 16;

/** Changes with the settings alone; a day old is new enough. */
const CACHE_CONTROL = "public, max-age=86400";

export const openSearchEndpoint: Endpoint = {
  path: OPENSEARCH_PATH,
  answer: answerOpenSearch,
  operation: { summary: "The search, described to browsers.", answers: { [OPENSEARCH_TYPE]: null } },
};

/** Asks nothing of the store. */
function answerOpenSearch(context: HttpContext): Response {
  return answerFixed(context, writeXml(describe(context)), `${OPENSEARCH_TYPE}; charset=utf-8`, {
    "Cache-Control": CACHE_CONTROL,
  });
}

function describe(context: HttpContext): XmlElement {
  const { siteName } = context.var.dependencies.settings;
  return element(
    "OpenSearchDescription",
    [
      element("ShortName", shortName(siteName)),
      element("Description", `${siteName}: поиск по статьям`),
      element("InputEncoding", "UTF-8"),
      element("Language", "ru"),
      url("text/html", template(searchPageAddress(context, ""))),
      url("application/x-suggestions+json", template(publicAddress(context, "/suggest?format=opensearch"))),
      url("application/rss+xml", template(publicAddress(context, "/feed.xml"))),
      element("Url", [], { type: OPENSEARCH_TYPE, rel: "self", template: publicAddress(context, OPENSEARCH_PATH) }),
    ],
    { xmlns: "http://a9.com/-/spec/opensearch/1.1/" },
  );
}

function url(type: string, address: string): XmlElement {
  return element("Url", [], { type, method: "get", template: address });
}

/** Braces are the template's own, and nobody's address may bring any. */
function template(address: string): string {
  const safe = address.replaceAll("{", "%7B").replaceAll("}", "%7D");
  const [base = "", fragment] = safe.split("#", 2);
  const withTerms = `${base}${base.includes("?") ? "&" : "?"}q={searchTerms}`;
  return fragment === undefined ? withTerms : `${withTerms}#${fragment}`;
}

function shortName(name: string): string {
  const characters = [...name];
  return characters.length <= MAX_SHORT_NAME
    ? name
    : `${characters
        .slice(0, MAX_SHORT_NAME - 1)
        .join("")
        .trimEnd()}…`;
}
