/**
 * A request to the app in every runtime, with its comparison: status, headers and body, apart from parts that differ
 * from request to request.
 */

export interface EdgeRequest {
  readonly path: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EdgeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const search = (parameters: Readonly<Record<string, string>>) => `/search?${new URLSearchParams(parameters)}`;

const SEARCHES = [
  ...[
    "мост",
    "мосты саратова",
    '"старый мост"',
    "мост -старый",
    "елка",
    "сводка",
    "станция река",
    "сводка бавогу*",
    "",
  ],
  // A slip, the wrong layout, transliteration, a name and its abbreviation, a day, a place.
  ...[
    "старый мсот",
    "vjcn",
    "most volga",
    "лапшина",
    "чрезвычайных ситуаций",
    "мост вчера",
    "саратов",
    "вол",
    "ъъъ",
    "мост OR ёлка",
  ],
].map((q) => search({ q }));

const FILTERED = [
  { q: "мост", facets: "source,year,month,place", limit: "2" },
  { q: "сводка", facets: "source", from: "2012-01-01", to: "2013-12-31", sort: "newest" },
  { q: "сводка", source: "Станция 3", offset: "20", limit: "5", sort: "oldest" },
  { q: "сводка", facets: "source", facetQuery: "станц" },
  { q: "мост", collapse: "true", explain: "true" },
  { q: "мост", collapse: "true", place: "Саратов" },
  { q: "мост", sameAs: "most" },
  { q: "мост саратов", match: "any", passages: "none" },
  { q: "мсот", correct: "off", suggest: "5" },
  { q: "мост", count: "none", limit: "1" },
  { from: "week", limit: "3" },
].map(search);

const SUGGESTIONS = ["мос", "мост ч", "ёл", "сводк", "vjc", ""].map((q) => `/suggest?${new URLSearchParams({ q })}`);

const OTHERS = [
  ...["/articles/most", "/articles/most?key=articles%2Fmost.txt", "/articles/staryj%20most%2F1", "/articles/made-11"],
  ...["/articles/most/similar", "/articles/made-1/similar?limit=3", "/a/most?q=%D0%BC%D0%BE%D1%81%D1%82", "/a/most"],
  ...["/", "/?q=%D0%BC%D0%BE%D1%81%D1%82", "/feed.xml?q=%D0%BC%D0%BE%D1%81%D1%82", "/opensearch.xml", "/robots.txt"],
  ...["/status", "/healthz", "/readyz", "/openapi.json", "/pages.css", "/widget.js", "/problems/no-index-yet"],
];

const FAULTS = [
  ...[
    "/search?limit=1000",
    "/search?from=tomorrow&to=x",
    `/search?q=${"a".repeat(5_000)}`,
    "/search?unknown=1",
    "/suggest?limit=x",
  ],
  ...[
    "/articles/nobody",
    "/a/nobody",
    "/articles/gone",
    "/articles/nobody/similar",
    "/nowhere",
    "/problems/nothing",
    "/widget-0.js",
  ],
  ...["/articles/%E0%A4%A", "/search?q=%FF%FE"],
];

/** Paths that are answered with 200. */
export const FAULTLESS: readonly string[] = [...SEARCHES, ...FILTERED, ...SUGGESTIONS, ...OTHERS];

export const EDGE_REQUESTS: readonly EdgeRequest[] = [
  ...[...FAULTLESS, ...FAULTS].map((path) => ({ method: "GET", path })),
  ...["/search?q=1", "/a/most", "/status"].map((path) => ({ path, method: "HEAD" })),
  ...["/search", "/healthz"].flatMap((path) => ["OPTIONS", "POST", "DELETE"].map((method) => ({ path, method }))),
  ...["br", "gzip", "gzip, br", "br;q=0, gzip;q=0"].map((coding) => ({
    method: "GET",
    path: "/openapi.json",
    headers: { "Accept-Encoding": coding, Origin: "https://reader.example" },
  })),
];

/** Headers that differ between equal answers, or belong to the server. */
const OWN_HEADERS = new Set(
  "x-request-id date connection keep-alive transfer-encoding content-length content-encoding server".split(" "),
);
const OWN_MEMBERS = new Set(["tookMs", "cost", "requestId", "instance"]);

/** Prepares an answer for comparison: the body unpacked, JSON as a value without what is its own. */
export function comparable({ status, headers, body }: EdgeAnswer): { status: number; headers: object; body: unknown } {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const kept = entries.filter(([name]) => !OWN_HEADERS.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  const type = headers["content-type"] ?? "";
  return { status, headers: Object.fromEntries(kept), body: /json/.test(type) && body !== "" ? readJson(body) : body };
}

function readJson(body: string): unknown {
  return JSON.parse(body, (name, value: unknown) => (OWN_MEMBERS.has(name) ? "its own" : value));
}

const SCORE_TOLERANCE = 1e-12;

/**
 * Lists the differences of two answers, in words; empty if there are none. Numbers may differ by 1e-12 of themselves.
 */
export function differences(expected: unknown, real: unknown, at = "it"): string[] {
  if (typeof expected === "number" && typeof real === "number") {
    const isNear = Math.abs(expected - real) <= SCORE_TOLERANCE * Math.abs(expected);
    return isNear ? [] : [`${at} is ${real}, not ${expected}`];
  }
  const isObject = [expected, real].every((value) => typeof value === "object" && value !== null);
  if (!isObject || Array.isArray(expected) !== Array.isArray(real)) {
    return expected === real ? [] : [`${at} is ${JSON.stringify(real)}, not ${JSON.stringify(expected)}`];
  }
  const [one, other] = [expected, real] as Record<string, unknown>[];
  const names = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...names].flatMap((name) => differences(one?.[name], other?.[name], `${at}.${name}`));
}
