/**
 * All settings of poisk that are environment variables (pure): what each may say, and which of them each face reads.
 * Everything that is wrong is said at once, by name, before the first request: a function that begins with half its
 * settings would fail one upload at a time.
 */
import * as v from "valibot";
import { articleTimeZone, findHostsFault, isTimeZone, TIME_ZONE_FORM } from "../../src/articles/news.ts";
import { SearchIndexError } from "../../src/errors.ts";
import { DEFAULT_CACHE_CONTROL, defaultHttpSettings, isReadableColor, PAGE_LANGUAGES } from "../../src/http/http.ts";
import { isOverlapping, type KeyLayout } from "../../src/index/shared.ts";
import { isDirectoryBucket } from "../../src/store/s3.ts";
import { LOG_LEVELS } from "../telemetry/log.ts";

/** Variables as a process has them. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** A text of a form. */
export const textLike = (pattern: RegExp, message: string) => v.pipe(v.string(message), v.regex(pattern, message));

/** A text that something is true of. */
const textThat = (isRight: (text: string) => boolean, message: string) => v.pipe(v.string(), v.check(isRight, message));

const isPrefix = (text: string): boolean => text.endsWith("/") && !text.startsWith("/");

/** `/` is the whole of a bucket. */
const uploadsPrefix = v.pipe(
  textThat((text) => text === "/" || isPrefix(text), "must end with a slash and not begin with one, or be one"),
  v.transform((text) => (text === "/" ? "" : text)),
);

const bucketName = v.pipe(
  v.string(),
  v.nonEmpty("is missing"),
  v.regex(/^(?:[^\s/]{3,255})?$/, "must be the name of a bucket, without a slash"),
);

/** An address of HTTP. */
export const webAddress = textThat(
  (text) => /^https?:\/\//.test(text) && URL.canParse(text),
  "must be an address such as https://s3.example",
);

/** Schema of a number of some unit, 0 to 99,999. */
export const wholeNumber = (unit: string) =>
  v.pipe(textLike(/^\d{1,5}$/, `must be a whole number of ${unit}, below 100000`), v.transform(Number));

const corsOrigins = v.pipe(
  v.string(),
  v.transform((text) => (text.trim() === "*" ? ("*" as const) : text.split(",").map((origin) => origin.trim()))),
  v.check(
    (origins) =>
      origins === "*" || origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    "must be * or origins such as https://news.example, separated by commas, without a path",
  ),
);

/** Settings of the place of uploads and index. */
export const bucketEntries = {
  POISK_BUCKET: v.optional(
    v.pipe(
      bucketName,
      v.check(
        (name) => !isDirectoryBucket(name),
        "is a directory bucket, which can hold the index alone: name it as POISK_INDEX_BUCKET",
      ),
    ),
    "",
  ),
  POISK_BUCKET_REGION: v.optional(textLike(/^[a-z0-9-]{1,40}$/, "must be a region")),
  POISK_INDEX_BUCKET: v.optional(bucketName),
  POISK_UPLOADS_PREFIX: v.optional(uploadsPrefix, "articles/"),
  POISK_INDEX_PREFIX: v.optional(textThat(isPrefix, "must end with a slash and not begin with one"), "index/"),
  POISK_ENDPOINT: v.optional(webAddress),
};

/** Settings of the log. */
export const logEntries = {
  POISK_LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`), "info"),
};

const onOrOff = v.picklist(["on", "off"], "must be on or off");

/** The zone of the owner's days, and of the articles that are put for a site whose zone nobody names. */
export const timeZoneEntry = {
  POISK_TIME_ZONE: v.optional(textThat(isTimeZone, `must be ${TIME_ZONE_FORM}`), articleTimeZone),
};

/** Settings of the hits and their order. */
const rankingEntries = {
  ...timeZoneEntry,
  POISK_RECENCY_HALF_LIFE_DAYS: v.optional(wholeNumber("days"), String(defaultHttpSettings.recencyHalfLifeDays)),
  POISK_WORDS_FILE: v.optional(v.pipe(v.string(), v.nonEmpty("must be the path of a file"))),
};

/** Settings of the answers over HTTP. */
const answerEntries = {
  ...rankingEntries,
  POISK_CORS_ORIGINS: v.optional(corsOrigins, "*"),
  POISK_CACHE_CONTROL: v.optional(textLike(/^[\x20-\x7e]{1,500}$/, "must be printable ASCII"), DEFAULT_CACHE_CONTROL),
  POISK_CACHE_MB: v.optional(wholeNumber("megabytes"), "128"),
  POISK_REVALIDATE_MS: v.optional(wholeNumber("milliseconds"), "1000"),
  POISK_SEARCH_PAGE: v.optional(
    textLike(/^(?:\/(?!\/)|https?:\/\/)\S*$/, "must be an address or a path that begins with a slash"),
  ),
  POISK_SITE_NAME: v.optional(textLike(/^[^\p{C}]{1,100}$/u, "must be 1 to 100 characters")),
  POISK_PAGE_LANGUAGE: v.optional(
    v.picklist(PAGE_LANGUAGES, `must be one of ${PAGE_LANGUAGES.join(", ")}`),
    defaultHttpSettings.pageLanguage,
  ),
  POISK_ACCENT_COLOR: v.optional(
    textThat(
      isReadableColor,
      "must be a colour such as #b5121b that can be read on white, with a contrast of 4.5 at least",
    ),
  ),
  POISK_PICTURES: v.optional(onOrOff, "off"),
  POISK_NOINDEX: v.optional(onOrOff, "off"),
  POISK_PUBLIC_URL: v.optional(webAddress),
  POISK_PUBLIC_URL_HEADER: v.optional(textLike(/^[A-Za-z0-9-]{1,100}$/, "must be the name of a request header")),
  POISK_DOCUMENTATION: v.optional(webAddress),
  POISK_LOG_QUERIES: v.optional(onOrOff, "off"),
  POISK_METERED: v.optional(onOrOff),
};

/** A feed that is asked. */
export interface FeedSetting {
  readonly feed: string;
  /** Other hosts: the feed may be redirected to these, and its items may name their addresses. */
  readonly hosts: readonly string[];
  /** The zone of its site; POISK_TIME_ZONE where it has none. */
  readonly timeZone?: string | undefined;
}

/** The beginning of a word that names the zone of the feed before it. */
const ZONE_WORD = "zone=";

const feedList = v.pipe(
  v.string(),
  v.transform(feedSettings),
  v.check(
    // Two with a comma between are one address that can be parsed.
    (feeds) => feeds.every(({ feed }) => /^https?:\/\/(?!.*,https?:)/.test(feed) && URL.canParse(feed)),
    "must be addresses such as https://news.example/rss.xml, with spaces between, each with names of hosts and zone=NAME behind it or without",
  ),
  v.check(
    (feeds) => faultBehind(feeds) === null,
    ({ input }) => `is wrong behind an address: ${faultBehind(input)}`,
  ),
);

/** Parses addresses, with the words behind each. An address that stands twice is one feed, and its last zone counts. */
function feedSettings(text: string): readonly FeedSetting[] {
  const wordsByFeed = new Map<string, string[]>();
  let words: string[] | undefined;
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    if (words !== undefined && !word.includes("://")) words.push(word);
    else {
      words = wordsByFeed.get(word) ?? [];
      wordsByFeed.set(word, words);
    }
  }
  return [...wordsByFeed].map(([feed, behind]) => ({
    feed,
    hosts: behind.filter((word) => !word.startsWith(ZONE_WORD)),
    timeZone: behind.findLast((word) => word.startsWith(ZONE_WORD))?.slice(ZONE_WORD.length),
  }));
}

function faultBehind(feeds: readonly FeedSetting[]): string | null {
  for (const { hosts, timeZone } of feeds) {
    const fault = findHostsFault(hosts);
    if (fault !== null) return fault;
    if (timeZone !== undefined && !isTimeZone(timeZone)) return `${ZONE_WORD}${timeZone} must be ${TIME_ZONE_FORM}`;
  }
  return null;
}

/** Settings of the feeds that are polled. */
const feedEntries = {
  ...timeZoneEntry,
  POISK_FEEDS: v.optional(feedList, ""),
  POISK_FEED_MINUTES: v.optional(
    v.pipe(
      wholeNumber("minutes"),
      v.check((minutes) => minutes > 0, "must be 1 at the least"),
    ),
    "10",
  ),
  // A large site publishes some hundred articles a day. Untuned.
  POISK_FEED_ITEMS_A_DAY: v.optional(
    v.pipe(
      wholeNumber("items"),
      v.check((items) => items > 0, "must be 1 at the least"),
    ),
    "1000",
  ),
  POISK_FEED_TEXTS_OF_OTHERS: v.optional(onOrOff, "off"),
  POISK_FEED_PRIVATE: v.optional(onOrOff, "off"),
};

/** Settings of `poisk poll`. */
export const pollSettings = v.object(feedEntries);

/** Settings of `poisk search`. */
export const rankingSettings = v.object(rankingEntries);

/** Settings of the local server, whose bucket is a folder. */
export const answerSettings = v.object(answerEntries);

/** Texts separated by commas. */
const listOf = (pattern: RegExp, message: string) =>
  v.pipe(
    v.string(),
    v.transform((text) => text.split(",").map((item) => item.trim())),
    v.check((items) => items.every((item) => pattern.test(item)), message),
  );

/** Settings of the senders whose events `POST /events` takes. */
const eventEntries = {
  POISK_EVENTS_SECRET: v.optional(
    listOf(
      /^[\w.~-]{20,200}$/,
      "must be of 20 to 200 letters, digits and _ . ~ -, or several such, separated by commas",
    ),
  ),
  // Amazon SNS API Reference, "CreateTopic": the name of a topic has 1 to 256 characters.
  POISK_EVENTS_SNS_TOPICS: v.optional(
    listOf(
      /^arn:aws(?:-cn)?:sns:[a-z0-9-]{1,40}:\d{12}:[\w-]{1,256}$/,
      "must be ARNs of topics, separated by commas; of FIFO topics there are no addresses to send to",
    ),
  ),
  POISK_EVENTS_IDENTITY: v.optional(v.literal("platform", "must be platform, or left out")),
};

/** Settings of `poisk serve`, whose options give the place. */
export const serveSettings = v.object({ ...answerEntries, ...feedEntries, ...eventEntries, ...logEntries });

/** Settings of the query function. */
export const querySettings = v.object({
  ...bucketEntries,
  ...answerEntries,
  POISK_SEARCH_METRICS: v.optional(onOrOff, "off"),
  ...logEntries,
});

/** The setting that writes metrics to the log, for CloudWatch. */
const metricsEntries = { POISK_METRICS: v.optional(onOrOff, "off") };

/** Settings of the poll function. */
export const pollFunctionSettings = v.object({
  ...bucketEntries,
  ...feedEntries,
  ...metricsEntries,
  ...logEntries,
});

const functionEntries = { ...bucketEntries, ...logEntries };

/** Settings of a backfill's tasks, which every function has. */
export const functionSettings = v.object(functionEntries);

/** Settings of the compaction function. */
export const compactSettings = v.object({ ...functionEntries, ...metricsEntries });

const writerEntries = {
  ...bucketEntries,
  // Name, ARN or partial ARN, with or without an alias (AWS Lambda API Reference, "Invoke", FunctionName).
  POISK_COMPACT_FUNCTION: v.optional(textLike(/^[\w$:-]{1,170}$/, "must be the name or the ARN of a Lambda function")),
  ...metricsEntries,
  ...logEntries,
};

const writerSettings = v.object(writerEntries);

/** Settings of the ingest function. */
export const ingestSettings = v.object({ ...writerEntries, POISK_UPLOAD_QUEUE: v.optional(webAddress) });

/**
 * Settings of the reconcile function, which leaves to its next run what another would give back to a queue. Where the
 * bucket's events are on, it tells of uploads that they missed.
 */
export const reconcileSettings = v.object({ ...writerEntries, POISK_BUCKET_EVENTS: v.optional(onOrOff, "off") });

/** Settings of the last task of a backfill. */
export const backfillQueueSettings = v.object({
  ...bucketEntries,
  POISK_UPLOAD_QUEUE: v.optional(webAddress, ""),
  ...logEntries,
});

type Settings = v.ObjectSchema<v.ObjectEntries, undefined>;

/** Settings by the names of their variables. */
export type ServeSettings = v.InferOutput<typeof serveSettings>;
export type AnswerSettings = v.InferOutput<typeof answerSettings>;
export type FeedSettings = v.InferOutput<typeof pollSettings>;
export type FunctionSettings = v.InferOutput<typeof functionSettings>;
export type WriterSettings = v.InferOutput<typeof writerSettings>;

/**
 * Parses the variables of some settings; others are ignored. `invalid-options` names every variable at fault. An empty
 * variable is an absent one.
 */
export function parseEnvironment<Wanted extends Settings>(
  variables: EnvironmentVariables,
  settings: Wanted,
): v.InferOutput<Wanted> {
  const given = Object.entries(variables).filter(([, text]) => text !== "");
  const result = v.safeParse(settings, Object.fromEntries(given));
  if (!result.success) {
    throw invalid(result.issues.map((issue) => `${String(issue.path?.[0]?.key)} ${issue.message}`));
  }
  return result.output;
}

/** Makes the layout of uploads and index in their buckets; `invalid-options` if one lies in the other. */
export function keyLayoutOf({
  POISK_INDEX_BUCKET: indexBucket,
  POISK_UPLOADS_PREFIX: uploadsPrefix,
  POISK_INDEX_PREFIX: indexPrefix,
}: FunctionSettings): KeyLayout {
  const layout = { uploadsPrefix, indexPrefix };
  if (isOverlapping(layout, indexBucket !== undefined)) {
    throw invalid([
      `POISK_UPLOADS_PREFIX (${uploadsPrefix || "/"}) and POISK_INDEX_PREFIX (${indexPrefix}) contain one another: ` +
        "the function would be called for what it writes itself",
    ]);
  }
  return layout;
}

function invalid(faults: readonly string[]): SearchIndexError {
  return new SearchIndexError("invalid-options", `The settings are not right: ${faults.join("; ")}.`);
}
