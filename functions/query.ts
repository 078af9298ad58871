/**
 * The Lambda function behind a Function URL or an API Gateway HTTP API (payload format 2.0): one request in, one answer
 * out. What it has read stays in memory for the next one.
 */
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { SearchIndexError } from "../src/errors.ts";
import { createHttpApp } from "../src/http/app.ts";
import { serverProblem } from "../src/http/problem-details.ts";
import { createUlid } from "../src/id-source.ts";
import { composeQuery } from "./composition.ts";
import { exceedsPayload, problemResult } from "./query-answer.ts";
import { isRequestEvent, normaliseRequestEvent } from "./query-event.ts";
import { builtWidget } from "./widget-files.ts";

const dependencies = composeQuery();
const { clock, ids, logger, settings } = dependencies;
const answer = handle(createHttpApp({ ...dependencies, widget: builtWidget }));

/** Answers any event; what is no request that it knows with a problem, which REST APIs and load balancers can hand on. */
export async function handler(event: unknown): Promise<APIGatewayProxyStructuredResultV2> {
  if (!isRequestEvent(event)) return refuseEvent();
  // Hono describes the same events in types of its own.
  const result = (await answer(
    normaliseRequestEvent(event) as unknown as LambdaEvent,
  )) as APIGatewayProxyStructuredResultV2;
  return exceedsPayload(result) ? refuseAnswer(result) : result;
}

function refuseEvent(): APIGatewayProxyStructuredResultV2 {
  const requestId = createUlid(clock.nowMs(), ids);
  const reason =
    "This is no HTTP request in payload format 2.0. Put the function behind a Function URL or an API Gateway HTTP API; " +
    "REST APIs, load balancers, queues and schedules send other events.";
  logger.error("event-refused", { requestId, reason });
  return problemResult(serverProblem(null), requestId, settings);
}

/** Of an article of some megabytes of text. No failure: whoever asks for it five times must not raise the alarm. */
function refuseAnswer(result: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 {
  const requestId = String(result.headers?.["x-request-id"]);
  const problem = serverProblem(new SearchIndexError("object-too-large", "Lambda hands on 6 MB at most."));
  logger.info("answer-too-large", { requestId, status: problem.status });
  return problemResult(problem, requestId, settings, result);
}
