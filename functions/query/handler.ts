/**
 * Answers events of a Function URL or an API Gateway HTTP API (payload format 2.0) by the HTTP app; what is no request that
 * it knows by a problem, which REST APIs and load balancers can hand on.
 */
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { SearchIndexError } from "../../src/errors.ts";
import { createHttpApp } from "../../src/http/app.ts";
import { serverProblem } from "../../src/http/problem-details.ts";
import type { HttpDependencies } from "../../src/http/requests/http-options.ts";
import { createUlid } from "../../src/id-source.ts";
import { exceedsPayload, problemResult } from "./edge-answers.ts";
import { isRequestEvent, normaliseRequestEvent } from "./gateway-event.ts";

/** One event in, one answer out; rejects for no event. */
export type QueryHandler = (event: unknown) => Promise<APIGatewayProxyStructuredResultV2>;

export function createQueryHandler(dependencies: HttpDependencies): QueryHandler {
  const answer = handle(createHttpApp(dependencies));
  return async (event) => {
    if (!isRequestEvent(event)) return refuseEvent(dependencies);
    // Hono describes the same events in types of its own.
    const result = (await answer(
      normaliseRequestEvent(event) as unknown as LambdaEvent,
    )) as APIGatewayProxyStructuredResultV2;
    return exceedsPayload(result) ? refuseAnswer(dependencies, result) : result;
  };
}

function refuseEvent({ clock, ids, logger, settings }: HttpDependencies): APIGatewayProxyStructuredResultV2 {
  const requestId = createUlid(clock.nowMs(), ids);
  const reason =
    "This is no HTTP request in payload format 2.0. Put the function behind a Function URL or an API Gateway HTTP API; " +
    "REST APIs, load balancers, queues and schedules send other events.";
  logger.error("event-refused", { requestId, reason });
  return problemResult(serverProblem(null), requestId, settings);
}

/** Of an article of some megabytes of text. No failure: whoever asks for it five times must not raise the alarm. */
function refuseAnswer(
  { logger, settings }: HttpDependencies,
  result: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 {
  const requestId = String(result.headers?.["x-request-id"]);
  const problem = serverProblem(new SearchIndexError("object-too-large", "Lambda hands on 6 MB at most."));
  logger.info("answer-too-large", { requestId, status: problem.status });
  return problemResult(problem, requestId, settings, result);
}
