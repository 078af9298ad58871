/**
 * GET /feed.xml: the newest matches of a query as RSS 2.0, for feed readers.
 *
 * A feed is read for years, so its query means what it says: articles have all the words unless `match` says otherwise,
 * nothing is corrected or understood as more than its words, and the last word is whole.
 */

import * as v from "valibot";
import {
  articleFields,
  articleHref,
  findFaults,
  readParameters,
  searchParameters,
  toArticleQuery,
  wholeNumber,
} from "../../api/api.ts";
import { isCalendarDay, isoMinute } from "../../articles/news.ts";
import { epochMsOf, isoTimestamp, utcDate } from "../../clock.ts";
import type { IndexStatus } from "../../index/read.ts";
import { type ArticleHit, type ArticleQuery, oneOf } from "../../search/search.ts";
import { MAX_LIMIT } from "../../search-api.ts";
import { answerConsistently } from "../answers/conditional.ts";
import { publicAddress, publicBase, searchPageAddress } from "../answers/public-address.ts";
import { element, writeXml, type XmlElement } from "../answers/xml.ts";
import type { Endpoint } from "../openapi/openapi.ts";
import { sendProblem } from "../pages/send-problem.ts";
import type { HttpContext } from "../requests/http-context.ts";

const { q, from, to, source, agency, place, section, author, collapse } = searchParameters.entries;

const feedParameters = v.object({
  q,
  limit: v.optional(wholeNumber(1, MAX_LIMIT), "20"),
  match: v.optional(oneOf(["auto", "all", "any"]), "all"),
  from,
  to,
  source,
  agency,
  place,
  section,
  author,
  collapse,
});

type FeedParameters = v.InferOutput<typeof feedParameters>;

const FEED_TYPE = "application/rss+xml";

export const feedEndpoint: Endpoint = {
  path: "/feed.xml",
  answer: answerFeed,
  operation: {
    summary: "The newest matches of a query as RSS 2.0.",
    parameters: feedParameters,
    answers: { [FEED_TYPE]: null },
  },
};

/** Answers one feed; 400 names every wrong parameter. */
async function answerFeed(context: HttpContext): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const { values, problem } = readParameters(query, feedParameters, findFaults);
  if (problem !== null) return sendProblem(context, problem);
  const { search } = context.var.dependencies;
  const asked = feedQuery(values);
  return answerConsistently(
    context,
    () => search.search(asked),
    ({ hits }, status) => {
      const xml = writeXml(feed(context, values.q, hits, status));
      return context.body(xml, 200, { "Content-Type": `${FEED_TYPE}; charset=utf-8` });
    },
    ["feed", publicBase(context)],
    await search.dayOf(asked),
  );
}

/** A space ends the last word, which is then no beginning of one. */
function feedQuery(values: FeedParameters): ArticleQuery {
  const asked = { ...values, q: `${values.q.trimEnd()} `, offset: 0, explain: "false", passages: "best" } as const;
  return { ...toArticleQuery({ ...asked, sort: "newest", correct: "off", count: "none", suggest: 0 }), dates: "off" };
}

function feed(context: HttpContext, text: string, hits: readonly ArticleHit[], status: IndexStatus): XmlElement {
  const { siteName } = context.var.dependencies.settings;
  const { pathname, search } = new URL(context.req.url);
  const asked = text.trim();
  const self = publicAddress(context, `${pathname}${search}`);
  const updated = rfc822Date(status.updatedAtMs === null ? null : isoTimestamp(status.updatedAtMs));
  const channel = [
    element("title", asked === "" ? siteName : `${asked} — ${siteName}`),
    element("link", searchPageAddress(context, asked)),
    element("description", asked === "" ? "Новые статьи" : `Новые статьи по запросу «${asked}»`),
    element("language", "ru"),
    element("atom:link", [], { href: self, rel: "self", type: FEED_TYPE }),
    ...(updated === null ? [] : [element("lastBuildDate", updated)]),
    ...hits.map((hit) => item(context, hit)),
  ];
  return element("rss", [element("channel", channel)], {
    version: "2.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
  });
}

/** The guid is the path on this server: it stays where the host is renamed, and tells uploads of one id apart. */
function item(context: HttpContext, hit: ArticleHit): XmlElement {
  const { url, publishedAt, author, notice } = articleFields(hit);
  const href = articleHref(hit.id);
  const date = rfc822Date(publishedAt);
  return element("item", [
    element("title", hit.title.text),
    element("link", url ?? publicAddress(context, href)),
    element("guid", href, { isPermaLink: "false" }),
    element("description", notice === null ? hit.snippet.text : `${hit.snippet.text} ${notice}`),
    ...(author === null ? [] : [element("dc:creator", author)]),
    ...(date === null ? [] : [element("pubDate", date)]),
  ]);
}

/** ISO 8601 as articles and the clock have it, from the day on. */
const ISO_DATE = /^(\d{4}-\d\d-\d\d)(?:(T[\d:.]+)(Z|[+-]\d\d:\d\d))?$/;

/**
 * A date as RSS has it: RFC 822 with a year of four digits. A day is its first minute in the owner's time zone. Null
 * for what is less than a day, which is no date there.
 */
function rfc822Date(iso: string | null): string | null {
  const [, date = "", time, offset = ""] = ISO_DATE.exec(iso ?? "") ?? [];
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  if (!isCalendarDay({ year, month, day })) return null;
  if (time === undefined) return rfc822Date(isoMinute({ day: { year, month, day }, hour: 0, minute: 0 }));
  const zone = offset === "Z" ? "+0000" : offset.replace(":", "");
  return utcDate(epochMsOf(`${date}${time}Z`)).replace("GMT", zone);
}
