/**
 * GET / and GET /robots.txt: the page of results, for people, and what crawlers may fetch. docs/http-api.md describes
 * them.
 */
import * as v from "valibot";
import {
  describeResult,
  findFaults,
  readParameters,
  searchHit,
  searchParameters,
  toArticleQuery,
} from "../../api/api.ts";
import type { ArticleQuery } from "../../search/search.ts";
import { type FacetCounts, LISTED_NAMES } from "../../search-api.ts";
import { answerConsistently, answerFixed } from "../answers/conditional.ts";
import { publicPath } from "../answers/public-address.ts";
import type { Endpoint } from "../openapi/openapi.ts";
import { pageSite } from "../pages/page-frame.ts";
import { HITS_PER_PAGE, resultsPage } from "../pages/results-page.ts";
import { sendProblem } from "../pages/send-problem.ts";
import type { HttpContext } from "../requests/http-context.ts";

const { q, offset, match, sort, from, to, source, agency, place, section, author, correct, ignore, sameAs, key } =
  searchParameters.entries;

/** Parameters of a search that a person sets. */
const pageParameters = v.object({
  q,
  match,
  sort,
  from,
  to,
  source,
  agency,
  place,
  section,
  author,
  correct,
  ignore,
  sameAs,
  key,
  offset,
});

type PageParameters = v.InferOutput<typeof pageParameters>;

export const RESULTS_PATH = "/";

export const resultsEndpoint: Endpoint = {
  path: RESULTS_PATH,
  answer: answerResults,
  operation: {
    summary: "The page of results, for people.",
    parameters: pageParameters,
    answers: { "text/html": null },
  },
};

/** Shown where nothing is found; so many are untuned. */
const NEWEST: ArticleQuery = { text: "", match: "auto", counts: "page", offset: 0, limit: 5, collapse: true };

/**
 * One page. Costs as /search, once more for each of sections, sources and dates that is filtered by, in the same
 * rounds, and for the newest articles where nothing is found.
 */
async function answerResults(context: HttpContext): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const { values, problem } = readParameters(query, pageParameters, findFaults);
  if (problem !== null) return sendProblem(context, problem);
  const { search, settings, widget } = context.var.dependencies;
  const site = pageSite(context);
  const asked = articleQuery(values);
  const script = widget?.page === undefined ? null : `${site.basePath}/${widget.page}`;
  return answerConsistently(
    context,
    async () => {
      const [result, counted] = await Promise.all([
        search.search(asked),
        Promise.all(unfiltered(asked).map((one) => search.search(one))),
      ]);
      const facets: FacetCounts = Object.assign({}, result.facets, ...counted.map((one) => one.facets));
      const undated = counted.reduce((last, one) => one.undated ?? last, result.undated ?? 0);
      const isEmpty = result.hits.length === 0 && values.offset === 0;
      const newest = isEmpty ? (await search.search(NEWEST)).hits : [];
      return { result, facets, undated, newest };
    },
    ({ result, facets, undated, newest }) => {
      const found = result.total + result.totalRest;
      context.set("searched", { found, ...(settings.logsQueries ? { q: values.q } : {}) });
      const page = resultsPage(site, {
        answer: describeResult(values.q, query, result),
        asked: knownParameters(query),
        offset: values.offset,
        facets: found === 0 && isUnfiltered(values) ? {} : facets,
        undated,
        newest: newest.map((hit) => searchHit(hit, new URLSearchParams())),
        script,
      });
      return context.html(page);
    },
    ["page", site.basePath, script ?? ""],
    await search.dayOf(asked),
  );
}

/** Keeps the parameters of the page that change it, so that a page has one address. */
function knownParameters(query: URLSearchParams): URLSearchParams {
  const names = Object.keys(pageParameters.entries);
  return new URLSearchParams(
    names.flatMap((name) =>
      query.getAll(name).flatMap((value): [string, string][] => (value === "" ? [] : [[name, value]])),
    ),
  );
}

function isUnfiltered(values: PageParameters): boolean {
  return [...LISTED_NAMES, "from" as const, "to" as const].every((name) => values[name] === undefined);
}

function articleQuery(values: PageParameters): ArticleQuery {
  const isOfGroup = values.sameAs !== undefined;
  return toArticleQuery({
    ...values,
    limit: HITS_PER_PAGE,
    count: "exact",
    explain: "false",
    passages: "best",
    suggest: 0,
    collapse: isOfGroup ? "false" : "true",
    ...(isOfGroup ? {} : { facets: [...LISTED_NAMES, "year", "month"] }),
  });
}

/**
 * Searches that count what is filtered by, each without its own filter, so that a choice does not hide the others. They
 * list nothing.
 */
function unfiltered(asked: ArticleQuery): ArticleQuery[] {
  const { filter = {}, facets = [] } = asked;
  const others: Pick<ArticleQuery, "filter" | "facets">[] = [];
  for (const name of LISTED_NAMES)
    if (filter[name] !== undefined) others.push({ facets: [name], filter: { ...filter, [name]: undefined } });
  if (filter.from !== undefined || filter.to !== undefined)
    others.push({ facets: ["year", "month"], filter: { ...filter, from: undefined, to: undefined } });
  return facets.length === 0 ? [] : others.map((other) => ({ ...asked, ...other, offset: 0, limit: 0 }));
}

/** Serves robots.txt: crawlers leave costly paths alone, and list articles if the owner allows it. */
export const robotsEndpoint: Endpoint = { path: "/robots.txt", answer: answerRobots };

/** Changes with the settings alone. */
const ROBOTS_CACHE_CONTROL = "public, max-age=3600";

/** RFC 9309: the longest rule that matches holds. Asks nothing of the store. */
function answerRobots(context: HttpContext): Response {
  const { listsArticles } = context.var.dependencies.settings;
  const path = (text: string): string => publicPath(context, text);
  const rules = listsArticles
    ? [
        ...["/*?q=", "/*&q=", "/?", "/search", "/suggest", "/feed.xml", "/articles/"].map(
          (text) => `Disallow: ${path(text)}`,
        ),
        `Allow: ${path("/a/")}`,
      ]
    : [`Disallow: ${path("/")}`];
  const text = `User-agent: *\n${rules.join("\n")}\n`;
  return answerFixed(context, text, "text/plain; charset=utf-8", { "Cache-Control": ROBOTS_CACHE_CONTROL });
}
