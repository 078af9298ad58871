/**
 * `POST /events` of `serve`: what stores tell of their buckets, from whoever may tell it. An event is a hint only: the
 * upload is looked up in the bucket. It is answered with 200 when the index agrees with the bucket about all that it
 * names, and with 503 when that takes longer or fails: then its sender sends it again, and the comparison of bucket and
 * index finds what no sender repeats. So nothing needs to be noted here, and nothing is lost with this process.
 */
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { AdmissionGate } from "../../src/http/http.ts";
import { findKeyFault } from "../../src/store/store.ts";
import { type EventContent, readEvent, type WatchedUploads } from "../ingest/store-event.ts";
import type { Logger } from "../telemetry/log.ts";
import type { PrometheusMetrics } from "../telemetry/prometheus.ts";
import { type EventIdentity, isTrusted } from "./event-identity.ts";
import type { IndexProcess } from "./index-process.ts";
import type { SnsMessage, SnsMessages } from "./sns-messages.ts";

/** Largest body, above the 256 KB of a batch at SQS, SNS and EventBridge. */
const MAX_BODY_BYTES = 1024 * 1024;
/** SNS waits for 15 seconds (Amazon SNS Developer Guide, "Amazon SNS message delivery retries"). */
const PATIENCE_MS = 12_000;
/** Time limit of a clock's task, which takes minutes: the longest request of a container on Yandex Cloud. */
const TASK_PATIENCE_MS = 60 * 60_000;
const RETRY_AFTER_SECONDS = "15";
/** Told in an answer. */
const MAX_FAULTS = 10;

interface EventRoutesOptions {
  readonly identity: EventIdentity;
  /** Messages of the topics that the identity names. */
  readonly sns: Pick<SnsMessages, "verified" | "confirm">;
  readonly watched: WatchedUploads;
  /** Null while it has not been started. */
  readonly worker: () => Pick<IndexProcess, "look" | "run"> | null;
  /** Lets bodies in by their bytes; without one all are. */
  readonly gate?: AdmissionGate;
  readonly logger: Logger;
  readonly metrics: PrometheusMetrics;
  /** Time for which a request is held for its uploads. Default: a little less than SNS waits. */
  readonly patienceMs?: number;
}

/** The outcome of an event's objects and tasks. */
type EventCounts = Readonly<Record<"indexed" | "ignored" | "refused" | "failed", number>>;

interface EventEnvironment {
  Bindings: HttpBindings;
  Variables: { counts?: EventCounts };
}

type EventRequest = Context<EventEnvironment>;
/** Routes that `serve` puts before those of the search. */
export type ServeRoutes = Hono<EventEnvironment>;

export function createEventRoutes(options: EventRoutesOptions): ServeRoutes {
  const routes: ServeRoutes = new Hono<EventEnvironment>();
  const tooLarge = (context: Context): Response =>
    problem(context, 413, `The event is larger than ${MAX_BODY_BYTES} bytes.`);
  routes.onError((error, context) => {
    // A connection that broke off, whose sender reads no answer; or SNS does not answer.
    options.logger.warn("event-not-read", { error });
    return problem(context, 503, "The event could not be read. Send it again.");
  });
  const answer = async (context: EventRequest): Promise<Response> => answerEvent(context, options);
  for (const path of ["/events", "/events/:secret"]) {
    routes.use(path, async (context, next) => {
      await next();
      context.header("Cache-Control", "no-store");
      context.header("X-Content-Type-Options", "nosniff");
      const { status } = context.res;
      options.metrics.add("poisk_event_posts_total", { status });
      options.logger.info("event-answered", { status, ...context.var.counts });
    });
    routes.post(
      path,
      // Whoever has no secret is read only where a signature may come.
      async (context, next) => {
        const mayBeSigned = options.identity.topics.length > 0;
        return mayBeSigned || mayCome(context, options.identity) ? next() : refuse(context);
      },
      bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }),
      answer,
    );
    routes.all(path, (context) => {
      context.header("Allow", "POST");
      return problem(context, 405, "Events are posted.");
    });
  }
  return routes;
}

function refuse(context: Context): Response {
  return problem(context, 401, "It has neither a secret of this server nor a signature of a topic that is named here.");
}

/** Refuses a subscription: a sender who knows the secret must not make this server ask for messages of any topic. */
function refuseSubscription(context: Context): Response {
  return problem(context, 401, "It is not signed by SNS, or POISK_EVENTS_SNS_TOPICS does not name its topic.");
}

function mayCome(context: EventRequest, identity: EventIdentity): boolean {
  return isTrusted(identity, context.req.param("secret"), context.req.header("authorization"));
}

async function answerEvent(context: EventRequest, options: EventRoutesOptions): Promise<Response> {
  const { watched, logger, metrics, gate } = options;
  const read = async (): Promise<unknown> => parseJson(await context.req.text());
  const sizeBytes = Number(context.req.header("content-length") ?? MAX_BODY_BYTES);
  const admitted =
    gate === undefined
      ? { done: await read() }
      : await gate.run({ kind: "event", sizeBytes, signal: context.req.raw.signal }, read);
  if (admitted === null) {
    context.header("Retry-After", RETRY_AFTER_SECONDS);
    return problem(context, 503, "Too many send at once. Send the event again.");
  }
  const event = admitted.done;
  const isConfirmation = (event as { Type?: unknown } | null | undefined)?.Type === "SubscriptionConfirmation";
  if (isConfirmation || !mayCome(context, options.identity)) {
    const message = await options.sns.verified(event);
    if (message === null) return isConfirmation ? refuseSubscription(context) : refuse(context);
    if (isConfirmation) return answerConfirmation(context, message, options);
  }
  if (event === undefined) return problem(context, 400, "The body is no JSON.");
  const { keys, tasks, ignored, faults, isCut } = usable(readEvent(event, watched));
  // Whoever was told that a part is done would not send the rest again.
  if (isCut) return problem(context, 413, faults.at(-1) ?? "");
  // A platform that looks who comes gives this process a processor for as long as it waits for an answer.
  const isPatient = tasks.length > 0 || options.identity.isChecked;
  // A minute without a byte cuts the connection; a merge takes longer.
  if (isPatient) context.env.incoming.socket.setTimeout(0);
  const worker = options.worker();
  const asked = [...keys.map((key) => worker?.look(key)), ...tasks.map((task) => worker?.run(task))];
  const patienceMs = isPatient ? TASK_PATIENCE_MS : (options.patienceMs ?? PATIENCE_MS);
  const indexed = await countDone(asked, patienceMs);
  const counts: EventCounts = { indexed, ignored, refused: faults.length, failed: asked.length - indexed };
  context.set("counts", counts);
  for (const [outcome, count] of Object.entries(counts)) metrics.add("poisk_event_hints_total", { outcome }, count);
  for (const fault of faults.slice(0, MAX_FAULTS)) logger.warn("event-refused", { reason: fault });
  if (counts.failed > 0) {
    context.header("Retry-After", RETRY_AFTER_SECONDS);
    return problem(context, 503, `${counts.failed} of ${asked.length} are not indexed yet. Send the event again.`);
  }
  // A part that nobody will ever understand need not come again with its neighbours.
  if (indexed + ignored === 0) return problem(context, 400, faults[0] ?? "The event names nothing.");
  return context.json({ indexed, ignored, refused: faults.slice(0, MAX_FAULTS) });
}

async function answerConfirmation(
  context: EventRequest,
  message: SnsMessage,
  { sns, logger }: EventRoutesOptions,
): Promise<Response> {
  if (!(await sns.confirm(message))) return problem(context, 400, "SubscribeURL is no address of SNS for this topic.");
  logger.info("subscription-confirmed", { topic: message.TopicArn });
  return context.json({ confirmed: message.TopicArn });
}

/** Removes keys that no store has. If an upload has one nevertheless, the comparison finds and rejects it. */
function usable(content: EventContent): EventContent {
  const faults = content.keys.flatMap((key) => findKeyFault(key) ?? []);
  return {
    ...content,
    keys: content.keys.filter((key) => findKeyFault(key) === null),
    faults: [...content.faults, ...faults.map((fault) => `A key cannot be used: ${fault}.`)],
  };
}

/** Counts those that succeed within a time. */
async function countDone(asked: readonly (Promise<boolean> | undefined)[], patienceMs: number): Promise<number> {
  let done = 0;
  const all = Promise.all(
    asked.map(async (one) => {
      if (await one) done += 1;
    }),
  );
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([all, isOver]);
  clearTimeout(timer);
  return done;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Problem details (RFC 9457) of no type of their own. */
function problem(context: Context, status: 400 | 401 | 405 | 413 | 503, detail: string): Response {
  return context.json({ status, detail }, status, { "Content-Type": "application/problem+json" });
}
